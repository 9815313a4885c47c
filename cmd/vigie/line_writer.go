package main

import (
	"bytes"
	"io"
)

// lineWriter passes on whole lines, many at a time, to a writer that must not get half a character. The caller flushes it at the end.
type lineWriter struct {
	w       io.Writer
	pending []byte
}

const flushSize = 64 << 10

func (l *lineWriter) Write(b []byte) (int, error) {
	l.pending = append(l.pending, b...)
	end := bytes.LastIndexByte(l.pending, '\n') + 1
	if len(l.pending) < flushSize || end == 0 {
		return len(b), nil
	}
	if _, err := l.w.Write(l.pending[:end]); err != nil {
		return 0, err
	}
	l.pending = append(l.pending[:0], l.pending[end:]...)
	return len(b), nil
}

// Flush passes on what is left.
func (l *lineWriter) Flush() error {
	_, err := l.w.Write(l.pending)
	l.pending = nil
	return err
}
