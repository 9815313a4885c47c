package scratch

import (
	"io"
	"sync/atomic"
)

// Disk is what a Spill needs of a file. Tests use disks that are full or broken.
type Disk interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
}

// Spill is a file without a name to which any number of goroutines append, and from which they read at the same time.
type Spill struct {
	disk Disk
	end  atomic.Int64
}

// CreateSpill opens a spill file in a folder, as Create does; in a TempFolder once something is appended to it.
func CreateSpill(dir, prefix string) (*Spill, error) {
	if isTemp(dir) {
		return SpillTo(&lateFile{dir: dir, prefix: prefix}), nil
	}
	f, err := Create(dir, prefix)
	if err != nil {
		return nil, err
	}
	return SpillTo(f), nil
}

// SpillTo appends to an empty disk.
func SpillTo(d Disk) *Spill { return &Spill{disk: d} }

// Append writes blocks one behind the other and returns the offset of the first. After an error the bytes that the blocks would have taken
// stay reserved, and nothing is known of what they hold.
func (s *Spill) Append(blocks ...[]byte) (offset int64, err error) {
	size := int64(0)
	for _, b := range blocks {
		size += int64(len(b))
	}
	offset = s.end.Add(size) - size
	at := offset
	for _, b := range blocks {
		if _, err := s.disk.WriteAt(b, at); err != nil {
			return 0, err
		}
		at += int64(len(b))
	}
	return offset, nil
}

// ReadFull fills b with what was written at an offset. Fewer bytes are an error.
func (s *Spill) ReadFull(b []byte, offset int64) error {
	n, err := s.disk.ReadAt(b, offset)
	switch {
	case n == len(b):
		return nil
	case err == nil || err == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return err
}

// Size is how many bytes were appended.
func (s *Spill) Size() int64 { return s.end.Load() }

// Close gives the disk back.
func (s *Spill) Close() error { return s.disk.Close() }
