package parquet

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"sync"

	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/metadata"
	"github.com/klauspost/compress/zstd"
)

// page is a run of rows of one column, first as it fills and then as the file has it.
type dataPage struct {
	kind kind
	rows int
	*buffers
	pool  *sync.Pool // where buffers go back to
	width int        // bits of a code; 0 for a page of plain values

	// Of a page that is ended.
	done     *file.DataPageV2
	min, max []byte // of plain values; nil where there are none
	nulls    int64
}

// buffers are what a page is made of. They are used again for pages of the same column.
type buffers struct {
	definition []byte   // definition levels; empty where the column has none
	repetition []byte   // repetition levels; empty where the column has none
	plain      []byte   // values in the form of a leaf, where they are not
	codes      []uint32 // codes of the dictionary
	raw        []byte   // the values as they are compressed
}

func newPage(k kind, pool *sync.Pool) *dataPage {
	b, ok := pool.Get().(*buffers)
	if !ok {
		b = new(buffers)
	}
	return &dataPage{kind: k, buffers: b, pool: pool}
}

// compressor compresses pages. Arrow's own codec makes an encoder of megabytes for every page. A run waits for this, and slower
// levels save little.
var compressor = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithZeroFrames(true), zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // of these options never
	}
	return e
})

// encode turns the page into the bytes that the file has of it. It depends on nothing but the page, and runs on any goroutine.
func (p *dataPage) encode() {
	entries := p.rows
	if len(p.definition) > 0 {
		entries = len(p.definition)
		p.nulls = int64(bytes.Count(p.definition, []byte{0}))
	}
	body := make([]byte, 0, 64+(len(p.plain)+len(p.codes)*p.width/8)/2)
	body = appendHybrid(body, p.repetition, 1)
	repetition := len(body)
	body = appendHybrid(body, p.definition, 1)
	levels := len(body)
	raw, encoding := p.plain, parquet.Encodings.Plain
	switch {
	case p.width > 0:
		p.raw = appendHybrid(append(p.raw[:0], byte(p.width)), p.codes, p.width)
		raw, encoding = p.raw, parquet.Encodings.RLEDict
	case p.kind == flag:
		p.raw = appendPacked(p.raw[:0], p.plain, 1, 0)
		raw = p.raw
	}
	body = compressor().EncodeAll(raw, body)
	p.done = file.NewDataPageV2(memory.NewBufferBytes(body), int32(entries), int32(p.nulls), int32(p.rows), encoding,
		int32(levels-repetition), int32(repetition), int32(levels+len(raw)), true)
	if p.width == 0 {
		p.min, p.max = p.kind.bounds(p.plain)
	}
	p.definition, p.repetition, p.plain, p.codes = p.definition[:0], p.repetition[:0], p.plain[:0], p.codes[:0]
	p.pool.Put(p.buffers)
	p.buffers = nil
}

// bounds gives the least and the greatest of values in the form of a leaf, each in the form of a file's statistics. Both are copies.
func (k kind) bounds(plain []byte) (least, greatest []byte) {
	if len(plain) == 0 {
		return nil, nil
	}
	each := k.bytesEach()
	if each == 0 {
		for rest := plain; len(rest) > 0; {
			n := 4 + int(binary.LittleEndian.Uint32(rest))
			v := rest[4:n]
			rest = rest[n:]
			if least == nil || bytes.Compare(v, least) < 0 {
				least = v
			}
			if greatest == nil || bytes.Compare(v, greatest) > 0 {
				greatest = v
			}
		}
		return bytes.Clone(least), bytes.Clone(greatest)
	}
	least, greatest = plain[:each], plain[:each]
	low, high := k.number(least), k.number(least)
	for at := each; at < len(plain); at += each {
		v := plain[at : at+each]
		switch n := k.number(v); {
		case n < low:
			least, low = v, n
		case n > high:
			greatest, high = v, n
		}
	}
	return bytes.Clone(least), bytes.Clone(greatest)
}

// number is a value of fixed length.
func (k kind) number(v []byte) int64 {
	switch k {
	case date, whole32:
		return int64(int32(binary.LittleEndian.Uint32(v)))
	case flag:
		return int64(v[0])
	}
	return int64(binary.LittleEndian.Uint64(v))
}

// compare orders two values as the statistics of a file have them.
func (k kind) compare(a, b []byte) int {
	if k.bytesEach() == 0 {
		return bytes.Compare(a, b)
	}
	switch x, y := k.number(a), k.number(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// extend adds bounds to those of a column chunk.
func (k kind) extend(s *metadata.EncodedStatistics, least, greatest []byte) {
	if least == nil {
		return
	}
	if !s.HasMin || k.compare(least, s.Min) < 0 {
		s.SetMin(least)
	}
	if !s.HasMax || k.compare(greatest, s.Max) > 0 {
		s.SetMax(greatest)
	}
}

// bytes is roughly what the values take in the file before they are compressed.
func (p *dataPage) bytes(width int) int64 {
	return int64(len(p.plain)) + int64(len(p.codes)*width)/8
}

// decode turns the codes of a page into the texts that they stand for.
func (p *dataPage) decode(w *textDictionary) {
	for _, code := range p.codes {
		p.plain = appendText(p.plain, w.at(code))
	}
	p.codes = p.codes[:0]
}
