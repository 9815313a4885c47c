package tablefile

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"
)

// ParseEncoding reads the name of an encoding as a user writes it. The empty name is UTF-8.
func ParseEncoding(name string) (Encoding, error) {
	switch name {
	case "", "utf-8", "utf8":
		return UTF8, nil
	case "windows-1252", "cp1252", "latin-1", "latin1", "iso-8859-1":
		return Windows1252, nil
	}
	return UTF8, fmt.Errorf("cannot use the encoding: got %q; want utf-8, windows-1252 or latin-1", name)
}

// String is the name of the encoding, in a form that ParseEncoding reads.
func (e Encoding) String() string {
	if e == Windows1252 {
		return "windows-1252"
	}
	return "utf-8"
}

// high1252 is the characters of Windows-1252 in the place of the control characters 0x80 to 0x9F of Latin-1. The five bytes that
// Windows-1252 leaves undefined are read as in Latin-1.
var high1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

// appendDecoded appends Windows-1252 text as UTF-8. ASCII bytes do not change, so that cells are split at the same places before
// and after.
func appendDecoded(to, text []byte) []byte {
	for _, c := range text {
		switch {
		case c < 0x80:
			to = append(to, c)
		case c < 0xa0:
			to = utf8.AppendRune(to, high1252[c-0x80])
		default:
			to = utf8.AppendRune(to, rune(c))
		}
	}
	return to
}

// ascii reports whether all bytes are ASCII.
func ascii(b []byte) bool {
	var high uint64
	for ; len(b) >= 32; b = b[32:] {
		high |= binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
	}
	for _, c := range b {
		high |= uint64(c)
	}
	return high&0x8080808080808080 == 0
}
