package dcir

import (
	"encoding/binary"
	"fmt"
	"sync"

	"vigie/pipeline/scratch"
)

// spill collects packed rows of any length in partitions, by the high bits of the hash of their keys. Rows are kept in blocks of
// memory; when the blocks reach the limit, those of the partition with the most blocks go to disk. Package group does the same for
// tuples of one size, which it reads one by one; here one worker loads a partition as a whole.
//
// Memory: the blocks that writers fill, and the full ones that are not on disk. A worker also needs the size of the partition that it
// loads; there are enough partitions to make that small (partitionsFor).
type spill struct {
	file  *scratch.Spill
	shift uint // the partition of a hash is its high part shifted right by this
	block int  // size of a block in bytes
	limit int64

	mu         sync.Mutex
	partitions []partition
	free       [][]byte
	allocated  int64 // bytes of all blocks, free ones included
}

// partition is the rows of a range of hashes: full blocks in memory, and runs on disk.
type partition struct {
	blocks [][]byte
	runs   []run
	size   int64
}

// run is the bytes of rows that were written to disk at one time.
type run struct {
	offset int64
	length int
}

// Shares of the memory, of allParts parts: blocks have one share, loaded partitions and the claims made of them the other.
const (
	blockParts, loadedParts, allParts = 2, 2, 4
	smallestBlock, largestBlock       = 512, 32 << 10
	fewestPartitions                  = 64
	mostPartitions                    = 4096
)

// partitionsFor is how many partitions rows of a number of bytes need, so that a partition and what is made of it fit in the share
// of one worker.
func partitionsFor(bytes, memory int64, workers int) int {
	const perByte = 3 // bytes held for a packed byte that is joined: itself, its entry in the order, and its claim
	share := max(1, memory/allParts*loadedParts/int64(3*workers)/perByte)
	n := fewestPartitions
	for n < mostPartitions && bytes/int64(n) > share {
		n *= 2
	}
	return n
}

func newSpill(dir string, partitions int, memory int64, workers int) (*spill, error) {
	file, err := scratch.CreateSpill(dir, "rows-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a spill file: %w", err)
	}
	bits := uint(0)
	for 1<<bits < partitions {
		bits++
	}
	limit := memory / allParts * blockParts
	return &spill{
		file: file, shift: 64 - bits, partitions: make([]partition, 1<<bits), limit: limit,
		block: int(min(largestBlock, max(smallestBlock, limit/2/int64(workers)/int64(partitions)))),
	}, nil
}

func (s *spill) close() error { return s.file.Close() }

// spillWriter adds rows to partitions. It belongs to one goroutine and fills one block for each partition.
type spillWriter struct {
	*spill
	blocks [][]byte
}

func (s *spill) writer() *spillWriter { return &spillWriter{s, make([][]byte, len(s.partitions))} }

// A record is a row in a block: the length of its key and that of the packed row, then both.
const recordHead = 4 + 4

func appendRecord(to, key, row []byte) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(len(key)))
	to = binary.LittleEndian.AppendUint32(to, uint32(len(row)))
	return append(append(to, key...), row...)
}

// cutRecord cuts the first record off a list of records.
func cutRecord(records []byte) (key, row, rest []byte) {
	rowAt := recordHead + binary.LittleEndian.Uint32(records)
	end := rowAt + binary.LittleEndian.Uint32(records[4:])
	return records[recordHead:rowAt], records[rowAt:end], records[end:]
}

// add adds a row to its partition.
func (w *spillWriter) add(hash keyHash, key, row []byte) error {
	p := hash.high >> w.shift
	b := w.blocks[p]
	size := recordHead + len(key) + len(row)
	if cap(b)-len(b) < size {
		if len(b) > 0 {
			if err := w.addBlock(int(p), b); err != nil {
				return err
			}
		}
		b = w.newBlock(size)
	}
	w.blocks[p] = appendRecord(b, key, row)
	return nil
}

// close adds the blocks that are not full yet.
func (w *spillWriter) close() error {
	for p, b := range w.blocks {
		if len(b) > 0 {
			if err := w.addBlock(p, b); err != nil {
				return err
			}
		}
	}
	w.blocks = nil
	return nil
}

// newBlock gives an empty block. It is larger than usual for a row that does not fit.
func (s *spill) newBlock(bytes int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last := len(s.free) - 1; last >= 0 && bytes <= s.block {
		b := s.free[last]
		s.free = s.free[:last]
		return b
	}
	n := max(bytes, s.block)
	s.allocated += int64(n)
	return make([]byte, 0, n)
}

// addBlock adds a block to its partition. Where memory is full it writes the largest partition to disk.
func (s *spill) addBlock(p int, b []byte) error {
	s.mu.Lock()
	s.partitions[p].blocks = append(s.partitions[p].blocks, b)
	s.partitions[p].size += int64(len(b))
	var blocks [][]byte
	largest := -1
	if s.allocated > s.limit && len(s.free) == 0 {
		for i := range s.partitions {
			if n := len(s.partitions[i].blocks); n > 0 && (largest < 0 || n > len(s.partitions[largest].blocks)) {
				largest = i
			}
		}
		blocks, s.partitions[largest].blocks = s.partitions[largest].blocks, nil
	}
	s.mu.Unlock()
	if largest < 0 {
		return nil
	}
	return s.write(largest, blocks)
}

// write appends blocks to the file and frees them.
func (s *spill) write(p int, blocks [][]byte) error {
	offset, err := s.file.Append(blocks...)
	if err != nil {
		return fmt.Errorf("cannot spill rows: %w", err)
	}
	spilled := run{offset: offset}
	for _, b := range blocks {
		spilled.length += len(b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.partitions[p].runs = append(s.partitions[p].runs, spilled)
	for _, b := range blocks {
		if cap(b) == s.block {
			s.free = append(s.free, b[:0])
		} else {
			s.allocated -= int64(cap(b))
		}
	}
	return nil
}

// load reads all rows of a partition, in the order in which they were added. The buffer is replaced where it is too small. All
// writers must be closed.
func (s *spill) load(p int, buffer []byte) ([]byte, error) {
	s.mu.Lock()
	part := s.partitions[p]
	s.partitions[p] = partition{}
	s.mu.Unlock()
	if int64(cap(buffer)) < part.size {
		buffer = make([]byte, 0, part.size+part.size/8)
	}
	buffer = buffer[:0]
	for _, r := range part.runs {
		at := len(buffer)
		buffer = buffer[:at+r.length]
		if err := s.file.ReadFull(buffer[at:], r.offset); err != nil {
			return nil, fmt.Errorf("cannot read spilled rows: %w", err)
		}
	}
	for _, b := range part.blocks {
		buffer = append(buffer, b...)
	}
	return buffer, nil
}
