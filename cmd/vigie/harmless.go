package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// harmless is the only writer of text for a person: results, errors and events all go through it, since any of them may have a
// file name, a header or a cell in it. It writes what a terminal could act on as \u escapes, which in JSON mean the same text.
// Parquet keeps the data as they are.
//
// Each Write must be of whole characters.
type harmless struct{ to io.Writer }

func (h harmless) Write(p []byte) (int, error) {
	if _, err := io.WriteString(h.to, escaped(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// escaped writes as an escape what is no letter, mark, number, punctuation, symbol, space or newline. A control character may move
// the cursor, set a title or type for the user; a mark of direction may put words in another order.
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
