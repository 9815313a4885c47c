package pipeline

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"slices"
)

// namelessFile opens a file in a folder, which it makes where it is missing. The file has no name and is gone with the process:
// what waits there may name patients.
func namelessFile(folder, prefix string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(folder, prefix)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// putText adds a text behind its length.
func putText[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// readText reads what putText added, into room that may serve again.
func readText(from *bufio.Reader, room []byte) ([]byte, error) {
	n, err := binary.ReadUvarint(from)
	if err != nil {
		return nil, err
	}
	room = slices.Grow(room[:0], int(n))[:n]
	_, err = io.ReadFull(from, room)
	return room, err
}
