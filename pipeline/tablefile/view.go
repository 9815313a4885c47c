package tablefile

import "unsafe"

// View is the text of a cell without a copy. It is valid, and does not change, only as long as the bytes of the cell. View and
// bytesOf are the only places of this package that use unsafe.
func View(cell []byte) string { return unsafe.String(unsafe.SliceData(cell), len(cell)) }

// bytesOf is the bytes of a string without a copy. They must not be written to.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
