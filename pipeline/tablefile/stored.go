package tablefile

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is the most that a zstd frame may ask to be kept of what it has written, what zstd itself allows by default.
const maxWindow = 128 << 20

// stored reads a file's bytes as they are stored, and hashes them on the way.
type stored struct {
	file  *os.File
	hash  hash.Hash // nil where no sum is asked for
	count int64
	fault error  // of the file system, as against what the bytes say
	stop  func() // of the decompressor, nil if there is none
}

func openStored(path string, hashed bool) (*stored, error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	s := &stored{file: f}
	if hashed {
		s.hash = sha256.New()
	}
	return s, nil
}

// reasonOf takes the path out of an error, since the caller names the file.
func reasonOf(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

func (s *stored) Read(b []byte) (int, error) {
	n, err := s.file.Read(b)
	if s.hash != nil {
		s.hash.Write(b[:n])
	}
	s.count += int64(n)
	if err != nil && err != io.EOF {
		err = reasonOf(err)
		s.fault = err
	}
	return n, err
}

func (s *stored) sum() Sum {
	if s.hash == nil {
		return Sum{Size: s.count}
	}
	return Sum{SHA256: [32]byte(s.hash.Sum(nil)), Size: s.count}
}

func (s *stored) close() error {
	if s.stop != nil {
		s.stop()
	}
	return s.file.Close()
}

// decompressed gives the text behind the stored bytes, by the suffix of the file's name.
func (s *stored) decompressed() (io.Reader, error) {
	kind := suffix(s.file.Name())
	if kind != ".gz" && kind != ".zst" {
		return s, nil
	}
	in := bufio.NewReaderSize(s, 256<<10)
	first, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if got, want := kindOf(first), map[string]string{".gz": "gzip data", ".zst": "zstd data"}[kind]; got != want {
		return nil, fmt.Errorf("%w: got %s; want %s", ErrNotATable, found(got, first), want)
	}
	var out io.Reader
	if kind == ".gz" {
		out, err = newMembers(in)
	} else {
		var d *zstd.Decoder
		d, err = zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err == nil {
			out, s.stop = d, d.Close
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return &guarded{from: out, stored: s, ahead: in}, nil
}

// members reads a gzip file, which is one member or several. The library takes one that is cut in the header of a later member for
// whole, and would lose all that stood behind.
type members struct {
	*gzip.Reader
	in *bufio.Reader
}

func newMembers(in *bufio.Reader) (*members, error) {
	r, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	r.Multistream(false)
	return &members{r, in}, nil
}

func (m *members) Read(b []byte) (int, error) {
	for {
		n, err := m.Reader.Read(b)
		if n > 0 && err == io.EOF {
			return n, nil // it says so again
		}
		if err != io.EOF {
			return n, err
		}
		if _, err := m.in.Peek(1); err != nil {
			return 0, err
		}
		switch err := m.Reset(m.in); {
		case err == io.EOF:
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		}
		m.Multistream(false)
	}
}

// guarded gives decompressed text and says what is wrong with the compressed form.
type guarded struct {
	from   io.Reader
	stored *stored
	ahead  *bufio.Reader // what was read of the file and not yet decompressed
	count  int64
}

// Read holds the text against the bytes that it came out of, and not against those that were read ahead of them: 256 KiB of them
// would let 256 MB of text through, of a small file all of it, before anything is said.
func (g *guarded) Read(b []byte) (int, error) {
	n, err := g.from.Read(b)
	g.count += int64(n)
	spent := g.stored.count - int64(g.ahead.Buffered())
	switch {
	case g.count > 1<<20 && g.count/maxRatio > spent:
		return n, fmt.Errorf("%w: got %d bytes out of %d compressed ones; want at most %d times as many",
			ErrLimit, g.count, spent, maxRatio)
	case err == nil || err == io.EOF:
		return n, err
	case g.stored.fault != nil:
		return n, g.stored.fault
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return n, fmt.Errorf("%w: %w", ErrLimit, err)
	}
	return n, fmt.Errorf("%w: after %d bytes of text: %w", ErrCorrupt, g.count, err)
}
