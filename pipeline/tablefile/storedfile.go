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
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is the largest window of a zstd frame: the one that zstd itself accepts by default.
const maxWindow = 128 << 20

// storedFile reads the bytes of a file as they are stored, and hashes them at the same time.
type storedFile struct {
	file  *os.File
	hash  hash.Hash // nil where no sum is wanted
	count int64
	fault error  // of the file system, to tell it from errors in the content
	stop  func() // stops the decompressor; nil if there is none
}

func openStored(path string, hashed bool) (*storedFile, error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	s := &storedFile{file: f}
	if hashed {
		s.hash = sha256.New()
	}
	return s, nil
}

// withoutPath removes the path from an error, because the caller names the file.
func withoutPath(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

func (s *storedFile) Read(b []byte) (int, error) {
	n, err := s.file.Read(b)
	if s.hash != nil {
		s.hash.Write(b[:n])
	}
	s.count += int64(n)
	if err != nil && err != io.EOF {
		err = withoutPath(err)
		s.fault = err
	}
	return n, err
}

func (s *storedFile) sum() Sum {
	if s.hash == nil {
		return Sum{Size: s.count}
	}
	return Sum{SHA256: [32]byte(s.hash.Sum(nil)), Size: s.count}
}

func (s *storedFile) close() error {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	return s.file.Close()
}

// readAhead is how many stored bytes are read at a time: all of a small file.
func (s *storedFile) readAhead() int {
	const fewest, most = 4 << 10, 256 << 10
	info, err := s.file.Stat()
	if err != nil {
		return most
	}
	return int(min(most, max(fewest, info.Size()+1)))
}

// Decompressors are used again, because those of many small files take more memory than the files.
var (
	gzipMembersPool = sync.Pool{New: func() any { return &gzipMembers{Reader: new(gzip.Reader)} }}
	zstdPool        sync.Pool
)

// mostPooledWindow is the window up to which a decoder is kept for another file; zstd writes such windows without being asked.
const mostPooledWindow = 8 << 20

func newZstd(in io.Reader) (*zstd.Decoder, error) {
	if d, ok := zstdPool.Get().(*zstd.Decoder); ok {
		return d, d.Reset(in)
	}
	return zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
}

// releaseZstd keeps a decoder for another file, unless its window was large.
func releaseZstd(d *zstd.Decoder, window uint64) {
	if window > mostPooledWindow || d.Reset(nil) != nil {
		d.Close()
		return
	}
	zstdPool.Put(d)
}

// decompressed gives the text of the stored bytes, by the suffix of the file name.
func (s *storedFile) decompressed() (io.Reader, error) {
	kind := suffixOf(s.file.Name())
	if kind != ".gz" && kind != ".zst" {
		return s, nil
	}
	in := bufio.NewReaderSize(s, s.readAhead())
	first, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if got, want := formatOf(first), map[string]string{".gz": "gzip data", ".zst": "zstd data"}[kind]; got != want {
		return nil, fmt.Errorf("%w: got %s; want %s", ErrNotATable, describeFound(got, first), want)
	}
	var out io.Reader
	var frame zstd.Header
	if kind == ".gz" {
		m := gzipMembersPool.Get().(*gzipMembers)
		out, s.stop = m, func() { gzipMembersPool.Put(m) }
		err = m.begin(in)
	} else {
		start, _ := in.Peek(zstd.HeaderMaxSize)
		_ = frame.Decode(start) // what is wrong with it, the decoder says
		var d *zstd.Decoder
		if d, err = newZstd(in); err == nil {
			out, s.stop = d, func() { releaseZstd(d, frame.WindowSize) }
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return &checkedReader{from: out, file: s, ahead: in, window: frame.WindowSize}, nil
}

// gzipMembers reads a gzip file of one or several members. The library accepts a file that is cut in the header of a later member
// as complete, and would lose what was behind it.
type gzipMembers struct {
	*gzip.Reader
	in *bufio.Reader
}

// begin starts to read another file.
func (m *gzipMembers) begin(in *bufio.Reader) error {
	m.in = in
	err := m.Reset(in)
	m.Multistream(false)
	return err
}

func (m *gzipMembers) Read(b []byte) (int, error) {
	for {
		n, err := m.Reader.Read(b)
		if n > 0 && err == io.EOF {
			return n, nil // the next call returns it again
		}
		if err != io.EOF {
			return n, err
		}
		if err := m.skipPadding(); err != nil {
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

// skipPadding passes over zero bytes behind a member, with which tapes and some writers fill up their blocks. It returns io.EOF at the end.
func (m *gzipMembers) skipPadding() error {
	for {
		switch next, err := m.in.Peek(1); {
		case err != nil:
			return err
		case next[0] != 0:
			return nil
		}
		if _, err := m.in.Discard(1); err != nil {
			return err
		}
	}
}

// checkedReader reads decompressed text, and says what is wrong with the compressed form.
type checkedReader struct {
	from  io.Reader
	file  *storedFile
	ahead *bufio.Reader // read of the file and not yet decompressed
	count int64

	window uint64 // bytes that the first frame of zstd data looks back
}

// Read compares the size of the text with the compressed bytes that it came from. Bytes that were read ahead do not count: 256 KiB
// of them would let 256 MB of text through, and all of a small file.
func (g *checkedReader) Read(b []byte) (int, error) {
	n, err := g.from.Read(b)
	g.count += int64(n)
	spent := g.file.count - int64(g.ahead.Buffered())
	switch {
	case g.count > 1<<20 && g.count/maxRatio > spent:
		return n, fmt.Errorf("%w: got %d bytes out of %d compressed ones; want at most %d times as many",
			ErrLimit, g.count, spent, maxRatio)
	case err == nil || err == io.EOF:
		return n, err
	case g.file.fault != nil:
		return n, g.file.fault
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return n, fmt.Errorf("%w: got zstd data with a window of %d MiB; want at most %d: compress the file again without --long, or give it decompressed",
			ErrLimit, max(g.window, maxWindow+1)>>20, maxWindow>>20)
	}
	return n, fmt.Errorf("%w: after %d bytes of text: %w", ErrCorrupt, g.count, err)
}
