package group

import (
	"fmt"
	"reflect"
	"unsafe"
)

// checkStorable checks that a T can be written to disk as it is in memory.
func checkStorable[T any]() error {
	t := reflect.TypeFor[T]()
	if t.Size() == 0 {
		return fmt.Errorf("cannot group tuples of %v: got a type without size; want some fields", t)
	}
	if at, kind, found := pointerIn(t); found {
		return fmt.Errorf("cannot group tuples of %v: got a %v in %v%s; want fixed-size fields without pointers", t, kind, t, at)
	}
	return nil
}

// pointerIn finds the first part of a type that is a pointer or contains one, and where it is in the type.
func pointerIn(t reflect.Type) (at string, kind reflect.Kind, found bool) {
	switch t.Kind() {
	case reflect.Array:
		at, kind, found = pointerIn(t.Elem())
		return "[]" + at, kind, found
	case reflect.Struct:
		for f := range t.Fields() {
			if at, kind, found := pointerIn(f.Type); found {
				return "." + f.Name + at, kind, true
			}
		}
		return "", reflect.Struct, false
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return "", t.Kind(), false
	default:
		return "", t.Kind(), true
	}
}

// bytesOf is the memory of tuples, for the spill file. This is sound because checkStorable accepted T: a T has no pointers, so that
// the garbage collector does not look into it, and any bytes that were once a T are a valid T. The file is read only by the process
// that wrote it, so that byte order and padding are the same.
func bytesOf[T any](tuples []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(tuples))), len(tuples)*int(unsafe.Sizeof(*new(T))))
}

// mix spreads a key over 64 bits, so that its high bits can choose a partition. It is the finalizer of MurmurHash3. Different keys
// stay different.
func mix(key uint64) uint64 {
	key = (key ^ key>>33) * 0xff51afd7ed558ccd
	key = (key ^ key>>33) * 0xc4ceb9fe1a85ec53
	return key ^ key>>33
}
