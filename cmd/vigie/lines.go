package main

import (
	"bytes"
	"io"
	"os"
)

// lineWriter passes on whole lines, many at a time, to a writer that must not get half a character. Flush must be called at the end.
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

// Flush passes on what is left.
func (l *lineWriter) Flush() error {
	_, err := l.to.Write(l.pending)
	l.pending = nil
	return err
}

// data is standard output for a file of data, which is written as it is; on a terminal, where a person reads it, it goes through
// harmless like any text.
func (t *terminal) data() *lineWriter {
	if h, ok := t.out.(harmless); ok {
		if f, ok := h.to.(*os.File); ok && !isTerminal(f) {
			return &lineWriter{to: f}
		}
	}
	return &lineWriter{to: t.out}
}
