package main

import (
	"bytes"
	"io"
	"os"
)

// lines hands on whole lines, many at a time, to a writer that must not see half a character. Its end is Flush.
type lineWriter struct {
	to      io.Writer
	pending []byte
}

const pendingBytes = 64 << 10

func (l *lineWriter) Write(b []byte) (int, error) {
	l.pending = append(l.pending, b...)
	end := bytes.LastIndexByte(l.pending, '\n') + 1
	if len(l.pending) < pendingBytes || end == 0 {
		return len(b), nil
	}
	if _, err := l.to.Write(l.pending[:end]); err != nil {
		return 0, err
	}
	l.pending = append(l.pending[:0], l.pending[end:]...)
	return len(b), nil
}

// Flush hands on what is left.
func (l *lineWriter) Flush() error {
	_, err := l.to.Write(l.pending)
	l.pending = nil
	return err
}

// data is standard output for what is no text for a person but a file of data, which leaves as it is. On a terminal somebody
// looks at it all the same.
func (t *terminal) data() *lineWriter {
	if h, ok := t.out.(harmless); ok {
		if f, ok := h.to.(*os.File); ok && !isTerminal(f) {
			return &lineWriter{to: f}
		}
	}
	return &lineWriter{to: t.out}
}
