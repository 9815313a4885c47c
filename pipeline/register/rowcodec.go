package register

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"unsafe"
)

// rowCodec packs rows of a type: first the fields without texts, byte for byte, then the texts, each behind its length. A packed
// row has no pointers, so that the garbage collector never looks into a register, and its texts are next to it.
type rowCodec[Row any] struct {
	fixed []span
	texts []uintptr // offsets of the texts in a row
}

// span is a part of a row in memory.
type span struct{ at, size uintptr }

func newRowCodec[Row any]() *rowCodec[Row] {
	f := new(rowCodec[Row])
	row := reflect.TypeFor[Row]()
	for i := range row.NumField() {
		field := row.Field(i)
		switch field.Type.Kind() {
		case reflect.String:
			f.texts = append(f.texts, field.Offset)
		case reflect.Bool, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Int32, reflect.Int64:
			if last := len(f.fixed) - 1; last >= 0 && f.fixed[last].at+f.fixed[last].size == field.Offset {
				f.fixed[last].size += field.Type.Size()
			} else {
				f.fixed = append(f.fixed, span{field.Offset, field.Type.Size()})
			}
		default:
			panic(fmt.Sprintf("cannot pack %s.%s: got a %s; want a text, a number or a bool", row, field.Name, field.Type))
		}
	}
	return f
}

// pack appends a packed row.
func (f *rowCodec[Row]) pack(to []byte, row *Row) []byte {
	base := unsafe.Pointer(row)
	for _, s := range f.fixed {
		to = append(to, unsafe.Slice((*byte)(unsafe.Add(base, s.at)), s.size)...)
	}
	for _, at := range f.texts {
		text := *(*string)(unsafe.Add(base, at))
		to = binary.AppendUvarint(to, uint64(len(text)))
		to = append(to, text...)
	}
	return to
}

// unpack reads a row and returns how many bytes it took. The texts are views of these bytes, which must not change any more.
func (f *rowCodec[Row]) unpack(row *Row, packed []byte) int {
	base := unsafe.Pointer(row)
	n := 0
	for _, s := range f.fixed {
		n += copy(unsafe.Slice((*byte)(unsafe.Add(base, s.at)), s.size), packed[n:])
	}
	for _, at := range f.texts {
		length := int(packed[n])
		n++
		if length >= 0x80 {
			long, bytes := binary.Uvarint(packed[n-1:])
			length, n = int(long), n-1+bytes
		}
		*(*string)(unsafe.Add(base, at)) = viewText(packed[n : n+length])
		n += length
	}
	return n
}

// viewText is bytes as text, without a copy.
func viewText(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
