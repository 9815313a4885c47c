package cell

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// ID cleans an identifier: blanks of any kind at its ends, those without width included, and an apostrophe that a spreadsheet puts before
// a text go, its letters take the form NFC, so that two that look alike are the same bytes, and a number that a tool wrote as 12.0 is 12. It
// returns the bytes that it was given, or new ones.
func ID(b []byte) ([]byte, Note) {
	if isASCII(b) && (len(b) < 2 || b[0] != '\'') {
		return Whole(b)
	}
	clean := bytes.TrimFunc(b, isBlank)
	if len(clean) > 1 && clean[0] == '\'' {
		clean = bytes.TrimFunc(clean[1:], isBlank)
	}
	if !norm.NFC.IsNormal(clean) {
		clean = norm.NFC.Bytes(clean)
	}
	if bytes.Equal(clean, b) {
		return b, Plain
	}
	return clean, Cleaned
}

// isBlank says whether a character is a blank, also one without width.
func isBlank(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u180e':
		return true
	}
	return unicode.IsSpace(r)
}

// isASCII looks at eight bytes at a time. The last eight may be looked at twice.
func isASCII(b []byte) bool {
	const high = utf8.RuneSelf * 0x0101010101010101
	if len(b) < 8 {
		var all byte
		for _, c := range b {
			all |= c
		}
		return all < utf8.RuneSelf
	}
	all := binary.LittleEndian.Uint64(b[len(b)-8:])
	for ; len(b) > 8; b = b[8:] {
		all |= binary.LittleEndian.Uint64(b)
	}
	return all&high == 0
}

// longestPlaceholder is how many bytes a placeholder has at most that is not one digit again and again.
const longestPlaceholder = len("INCONNU")

// IsPlainID says whether an identifier is as the contract has it and stands for somebody, by one look at its bytes: ID gives it back, and it
// is no placeholder. Of some that are so as well it says no.
func IsPlainID(b []byte) bool {
	if len(b) == 0 || beginnings[b[0]]&beginsOddID != 0 && (len(b) <= longestPlaceholder || b[0] == b[1] || b[0] == '\'') {
		return false
	}
	return isASCII(b) && !isNumber(b)
}

// isNumber says whether an identifier may be a number that a tool wrote anew (Whole, LosesDigits).
func isNumber(b []byte) bool {
	n := len(b)
	if b[0] < '0' || b[0] > '9' || n < 3 {
		return false
	}
	return b[n-1] == '0' && (bytes.IndexByte(b, '.') >= 0 || bytes.IndexByte(b, ',') >= 0) || b[n-3] == '+'
}

// fewestSame is how many zeros or nines alone, or letters X, are no number that anybody was given.
const fewestSame = 3

// KnownID cleans an identifier as ID does, and gives nothing for one that names nobody: a placeholder, or a number whose digits are lost.
// So no two strangers are taken for one.
func KnownID(b []byte) ([]byte, Note) {
	clean, note := ID(b)
	switch {
	case isPlaceholder(clean):
		return nil, Placeholder
	case LosesDigits(clean):
		return nil, LostDigits
	}
	return clean, note
}

// isPlaceholder says whether an identifier is a placeholder: nines alone as well, with blanks between them or not.
func isPlaceholder(b []byte) bool {
	return isPlatePlaceholder(b) || len(b) >= fewestSame && b[0] == '9' && alone(b, '9')
}

// isPlatePlaceholder says so of zeros alone, with blanks between them or not, of one X and of several, of INCONNU and SANS, and of a text without
// a letter or digit, such as a hyphen. There are plates of nines alone.
func isPlatePlaceholder(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	switch c := b[0]; {
	case c == '0':
		return alone(b, '0')
	case c == 'X' || c == 'x':
		return len(b) == 1 || alone(bytes.ToUpper(b), 'X')
	case c == 'I', c == 'i', c == 'S', c == 's':
		return len(b) <= longestPlaceholder && (bytes.EqualFold(b, []byte("INCONNU")) || bytes.EqualFold(b, []byte("SANS")))
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
		return false
	}
	return !bytes.ContainsFunc(b, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// alone says whether a text is one character at least fewestSame times, and otherwise blanks.
func alone(b []byte, c byte) bool {
	n := 0
	for _, r := range string(b) {
		switch {
		case r == rune(c):
			n++
		case !isBlank(r):
			return false
		}
	}
	return n >= fewestSame
}

// Plates turns plates into the form in which they are compared. The zero value is ready.
type Plates struct{ buffer []byte }

// Plate is a plate by its letters and digits alone and in capitals. One that is written so is returned as it is, and any other is good until
// the next call. The text itself is never written over.
func (p *Plates) Plate(b []byte) []byte {
	n := 0
	for n < len(b) && plateBytes[b[n]] == b[n] && b[n] != 0 {
		n++
	}
	if n == len(b) {
		return b
	}
	p.buffer = slices.Grow(p.buffer[:0], len(b))
	of := p.buffer[:len(b)]
	copy(of, b[:n])
	for _, c := range b[n:] {
		if c >= utf8.RuneSelf {
			return p.unicodePlate(b)
		}
		if of[n] = plateBytes[c]; of[n] != 0 {
			n++
		}
	}
	p.buffer = of[:n]
	return p.buffer
}

// plateBytes are the bytes of ASCII as plates are compared; 0 for those that do not count, and beyond ASCII.
var plateBytes = func() (of [256]byte) {
	for c := range utf8.RuneSelf {
		if r := rune(c); unicode.IsLetter(r) || unicode.IsDigit(r) {
			of[c] = byte(unicode.ToUpper(r))
		}
	}
	return of
}()

// Vehicle is Plate, and gives nothing for a plate that stands for no vehicle.
func (p *Plates) Vehicle(b []byte) ([]byte, Note) {
	plate := p.Plate(b)
	if len(plate) == 0 || isPlatePlaceholder(plate) {
		return nil, Placeholder
	}
	return plate, Plain
}

func (p *Plates) unicodePlate(b []byte) []byte {
	for _, r := range string(norm.NFKC.Bytes(b)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			p.buffer = utf8.AppendRune(p.buffer, unicode.ToUpper(r))
		}
	}
	return p.buffer
}
