package main

import (
	"bytes"
	"io"
	"os"
)

// lines hands on whole lines, many at a time, to a writer that must not see half a character. Its end is Flush.
type lines struct {
	to   io.Writer
	kept []byte
}

const linesKept = 64 << 10

func (l *lines) Write(b []byte) (int, error) {
	l.kept = append(l.kept, b...)
	end := bytes.LastIndexByte(l.kept, '\n') + 1
	if len(l.kept) < linesKept || end == 0 {
		return len(b), nil
	}
	if _, err := l.to.Write(l.kept[:end]); err != nil {
		return 0, err
	}
	l.kept = append(l.kept[:0], l.kept[end:]...)
	return len(b), nil
}

// Flush hands on what is left.
func (l *lines) Flush() error {
	_, err := l.to.Write(l.kept)
	l.kept = nil
	return err
}

// data is standard output for what is no text for a person but a file of data, which leaves as it is. On a terminal somebody
// looks at it all the same.
func (t *terminal) data() *lines {
	if h, ok := t.out.(harmless); ok {
		if f, ok := h.to.(*os.File); ok && !isTerminal(f) {
			return &lines{to: f}
		}
	}
	return &lines{to: t.out}
}
