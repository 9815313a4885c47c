// Package scratch keeps on disk, for the time of one run, what memory does not hold.
//
// A scratch file is private (mode 0600, in a folder of mode 0700) and has no name: it loses its name as soon as it is open,
// because what it holds may name patients. Nothing has to be cleaned up. The system gives the disk back when the file is closed
// or when the process ends, however it ends; a crash leaves no file behind.
package scratch

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"slices"
)

// Create opens a new file without a name in a folder, which it makes where it is missing. The prefix is part of the name that the
// file has for a moment. Errors are those of the os package; the caller says what the file was for.
func Create(dir, prefix string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, prefix) // with mode 0600
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// AppendText appends a text behind its length (an unsigned varint).
func AppendText[T string | []byte](to []byte, text T) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// ReadText reads a text that AppendText wrote. It uses the memory of the buffer where that is large enough.
func ReadText(from *bufio.Reader, buffer []byte) ([]byte, error) {
	n, err := binary.ReadUvarint(from)
	if err != nil {
		return nil, err
	}
	buffer = slices.Grow(buffer[:0], int(n))[:n]
	_, err = io.ReadFull(from, buffer)
	return buffer, err
}
