package pipeline

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// Claims, rows, hints, traces and marks are sealed with a checksum on their way from step to step. The rules take a claim for one that
// was read with care: of one that was damaged on its way they could make anything.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal puts the checksum behind the bytes.
func seal(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// unseal gives the bytes before the checksum.
func unseal(b []byte) ([]byte, error) {
	n := len(b) - crc32.Size
	if n < 0 || binary.LittleEndian.Uint32(b[n:]) != crc32.Checksum(b[:n], castagnoli) {
		return nil, fmt.Errorf("%w: got %d bytes with another checksum; want what the step before has written", ErrStep, len(b))
	}
	return b[:n:n], nil
}
