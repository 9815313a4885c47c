package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escapingWriter is the only writer of text for a person. Results, errors and events all go through it, since any of them may contain a
// file name, a header or a cell. It writes characters that a terminal could act on as \u escapes, which mean the same text in JSON.
// Parquet files keep the data unchanged.
//
// Each Write must be of whole characters.
type escapingWriter struct{ w io.Writer }

func (h escapingWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(h.w, escape(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// escape replaces each character that is no letter, mark, number, punctuation, symbol, space or newline. A control character may move
// the cursor, set a title or send input in the user's name; a mark of direction may reorder words.
func escape(s string) string {
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
