package register

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"unsafe"
)

// form is how rows of a type are packed: first what holds no text, byte for byte, then the texts, each behind its length. A
// packed row holds no pointer, so that the collector never looks into a register, and its texts lie beside it.
type form[Row any] struct {
	plain []span
	texts []uintptr // where they stand in a row
}

// span is a part of a row in memory.
type span struct{ at, size uintptr }

func newForm[Row any]() *form[Row] {
	f := new(form[Row])
	row := reflect.TypeFor[Row]()
	for i := range row.NumField() {
		field := row.Field(i)
		switch field.Type.Kind() {
		case reflect.String:
			f.texts = append(f.texts, field.Offset)
		case reflect.Bool, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Int32, reflect.Int64:
			if last := len(f.plain) - 1; last >= 0 && f.plain[last].at+f.plain[last].size == field.Offset {
				f.plain[last].size += field.Type.Size()
			} else {
				f.plain = append(f.plain, span{field.Offset, field.Type.Size()})
			}
		default:
			panic(fmt.Sprintf("cannot pack %s.%s: got a %s; want a text, a number or a bool", row, field.Name, field.Type))
		}
	}
	return f
}

// pack appends a row.
func (f *form[Row]) pack(to []byte, row *Row) []byte {
	base := unsafe.Pointer(row)
	for _, s := range f.plain {
		to = append(to, unsafe.Slice((*byte)(unsafe.Add(base, s.at)), s.size)...)
	}
	for _, at := range f.texts {
		text := *(*string)(unsafe.Add(base, at))
		to = binary.AppendUvarint(to, uint64(len(text)))
		to = append(to, text...)
	}
	return to
}

// unpack reads a row and says how many bytes it took. Its texts are views into the bytes, which must not change any more.
func (f *form[Row]) unpack(row *Row, packed []byte) int {
	base := unsafe.Pointer(row)
	n := 0
	for _, s := range f.plain {
		n += copy(unsafe.Slice((*byte)(unsafe.Add(base, s.at)), s.size), packed[n:])
	}
	for _, at := range f.texts {
		length := int(packed[n])
		n++
		if length >= 0x80 {
			long, bytes := binary.Uvarint(packed[n-1:])
			length, n = int(long), n-1+bytes
		}
		*(*string)(unsafe.Add(base, at)) = view(packed[n : n+length])
		n += length
	}
	return n
}

// view is bytes as text, without a copy.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
