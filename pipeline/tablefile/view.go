package tablefile

import "unsafe"

// View is the text of a cell without a copy: it holds, and stays the same, only as long as the cell's bytes do. This and
// bytesOf are the only places where the reader steps around the type system.
func View(cell []byte) string { return unsafe.String(unsafe.SliceData(cell), len(cell)) }

// bytesOf is a string's bytes without a copy, not to be written to.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
