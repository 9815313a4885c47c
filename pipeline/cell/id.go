package cell

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// ID cleans an identifier: blanks of any kind at its ends, those without width included, and an apostrophe that a spreadsheet puts before
// a text go, and its letters take the form NFC, so that two that look alike are the same bytes. It returns the bytes that it was given, or
// new ones.
func ID(b []byte) ([]byte, Note) {
	if isASCII(b) && (len(b) < 2 || b[0] != '\'') {
		return b, Plain
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

func isASCII(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&utf8.RuneSelf != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// fewestSame is how many zeros or nines alone, or letters X, are no number that anybody was given.
const fewestSame = 3

// IsPlaceholder says whether an identifier stands for nobody: zeros or nines alone, with blanks between them or not, X, XXX, INCONNU, SANS,
// and a text without a letter or digit, such as a hyphen.
func IsPlaceholder(b []byte) bool {
	return isPlaceholder(b) || len(b) >= fewestSame && b[0] == '9' && alone(b, '9')
}

// IsPlatePlaceholder says so of a plate in the form in which plates are compared (Plates), and of none that has nines alone: there are such.
func IsPlatePlaceholder(b []byte) bool { return isPlaceholder(b) }

func isPlaceholder(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	switch c := b[0]; {
	case c == '0':
		return alone(b, '0')
	case c == 'X' || c == 'x':
		return len(b) == 1 || alone(bytes.ToUpper(b), 'X')
	case c == 'I' || c == 'i':
		return bytes.EqualFold(b, []byte("INCONNU"))
	case c == 'S' || c == 's':
		return bytes.EqualFold(b, []byte("SANS"))
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

func same(b []byte, c byte) bool {
	for _, x := range b {
		if x != c {
			return false
		}
	}
	return true
}

// Plates turns plates into the form in which they are compared. The zero value is ready.
type Plates struct{ buffer []byte }

// Plate is a plate by its letters and digits alone and in capitals. One that is written so is returned as it is, and any other is good until
// the next call. The text itself is never written over.
func (p *Plates) Plate(b []byte) []byte {
	plain := true
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			plain = false
			break
		}
	}
	if plain {
		return b
	}
	p.buffer = p.buffer[:0]
	for _, r := range string(norm.NFKC.Bytes(b)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			p.buffer = utf8.AppendRune(p.buffer, unicode.ToUpper(r))
		}
	}
	return p.buffer
}
