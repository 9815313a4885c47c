package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// harmless is the one way by which text leaves for a person: results, errors and events all go through it, since a file name,
// a header or a cell may stand in any of them. What a terminal could act on it writes as \u escapes; in JSON these stand for
// the same text. Parquet keeps the data as they are.
//
// Each Write must hold whole characters.
type harmless struct{ to io.Writer }

func (h harmless) Write(p []byte) (int, error) {
	if _, err := io.WriteString(h.to, escaped(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// escaped shows what is no letter, mark, number, punctuation, symbol, space or newline as an escape. A control character may
// move the cursor, set a title or type in the place of whoever sits there; a mark of direction may put words in another order.
func escaped(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1: // a byte that is no UTF-8; some terminals take it for a control character
			b.WriteRune(utf8.RuneError)
		case r == '\n' || unicode.IsGraphic(r):
			b.WriteString(s[:size])
		case r > 0xffff:
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		s = s[size:]
	}
	return b.String()
}
