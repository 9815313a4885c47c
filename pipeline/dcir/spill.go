package dcir

import (
	"encoding/binary"
	"fmt"
	"sync"

	"vigie/pipeline/scratch"
)

// spill deals packed rows of any length to partitions, by the high bits of their keys, and holds them in blocks of memory until
// those would be too many. Then the partition with the most blocks goes to disk, as in pipeline/group, whose tuples have one
// size each and are looked at one by one; here a partition is bytes that one worker takes as a whole.
//
// Memory: the blocks that the writers fill, and those that wait. What a partition needs when it is taken is its size; there are
// as many partitions as make that small (partitionsFor).
type spill struct {
	file  *scratch.Spill
	shift uint // what remains of a key's high bits counts partitions
	block int  // bytes
	limit int64

	mu         sync.Mutex
	partitions []partition
	free       [][]byte
	held       int64 // bytes of blocks, free ones included
}

// partition is bytes that wait in memory, and runs of them on disk.
type partition struct {
	blocks [][]byte
	runs   []stretch
	size   int64
}

type stretch struct {
	offset int64
	length int
}

// Shares of the memory, in parts of it: blocks, and what is made of the partitions that are taken.
const (
	blockParts, takenParts, allParts = 2, 2, 4
	smallestBlock, largestBlock      = 512, 32 << 10
	fewestPartitions                 = 64
	mostPartitions                   = 4096
)

// partitionsFor is how many partitions rows of so many bytes want, so that a worker has its share of the memory for one, and what
// is made of it.
func partitionsFor(bytes, memory int64, workers int) int {
	const perByte = 3 // what is held while a packed byte is joined: it, its place in the order, and the claim
	share := max(1, memory/allParts*takenParts/int64(3*workers)/perByte)
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

// dealer puts rows into partitions. It belongs to one goroutine and fills a block of its own for each.
type dealer struct {
	*spill
	open [][]byte
}

func (s *spill) dealer() *dealer { return &dealer{s, make([][]byte, len(s.partitions))} }

// A record is a row in a block: the lengths of its key and of the packed row, then both.
const recordHead = 4 + 4

func appendRecord(to, key, row []byte) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(len(key)))
	to = binary.LittleEndian.AppendUint32(to, uint32(len(row)))
	return append(append(to, key...), row...)
}

// cutRecord cuts the first record off records.
func cutRecord(records []byte) (key, row, rest []byte) {
	rowAt := recordHead + binary.LittleEndian.Uint32(records)
	end := rowAt + binary.LittleEndian.Uint32(records[4:])
	return records[recordHead:rowAt], records[rowAt:end], records[end:]
}

// add puts a row into its partition.
func (d *dealer) add(hash keyHash, key, row []byte) error {
	p := hash.high >> d.shift
	b := d.open[p]
	size := recordHead + len(key) + len(row)
	if cap(b)-len(b) < size {
		if len(b) > 0 {
			if err := d.hand(int(p), b); err != nil {
				return err
			}
		}
		b = d.room(size)
	}
	d.open[p] = appendRecord(b, key, row)
	return nil
}

// close hands over what is not full yet.
func (d *dealer) close() error {
	for p, b := range d.open {
		if len(b) > 0 {
			if err := d.hand(p, b); err != nil {
				return err
			}
		}
	}
	d.open = nil
	return nil
}

// room gives an empty block, larger than usual where a row is.
func (s *spill) room(bytes int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last := len(s.free) - 1; last >= 0 && bytes <= s.block {
		b := s.free[last]
		s.free = s.free[:last]
		return b
	}
	n := max(bytes, s.block)
	s.held += int64(n)
	return make([]byte, 0, n)
}

// hand gives a block to its partition, and brings partitions to disk where memory is full.
func (s *spill) hand(p int, b []byte) error {
	s.mu.Lock()
	s.partitions[p].blocks = append(s.partitions[p].blocks, b)
	s.partitions[p].size += int64(len(b))
	var blocks [][]byte
	largest := -1
	if s.held > s.limit && len(s.free) == 0 {
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

// write brings blocks to disk and keeps their room.
func (s *spill) write(p int, blocks [][]byte) error {
	offset, err := s.file.Append(blocks...)
	if err != nil {
		return fmt.Errorf("cannot spill rows: %w", err)
	}
	run := stretch{offset: offset}
	for _, b := range blocks {
		run.length += len(b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.partitions[p].runs = append(s.partitions[p].runs, run)
	for _, b := range blocks {
		if cap(b) == s.block {
			s.free = append(s.free, b[:0])
		} else {
			s.held -= int64(cap(b))
		}
	}
	return nil
}

// take gives all rows of a partition as they came, in room that grows where it must. All dealers are closed.
func (s *spill) take(p int, room []byte) ([]byte, error) {
	s.mu.Lock()
	part := s.partitions[p]
	s.partitions[p] = partition{}
	s.mu.Unlock()
	if int64(cap(room)) < part.size {
		room = make([]byte, 0, part.size+part.size/8)
	}
	room = room[:0]
	for _, r := range part.runs {
		at := len(room)
		room = room[:at+r.length]
		if err := s.file.ReadFull(room[at:], r.offset); err != nil {
			return nil, fmt.Errorf("cannot read spilled rows: %w", err)
		}
	}
	for _, b := range part.blocks {
		room = append(room, b...)
	}
	return room, nil
}
