//go:build unix

package tablefile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/thrift/lib/go/thrift"
	parquetmeta "github.com/xitongsys/parquet-go/parquet"
)

// pageBytes is where a page is in a file: its header from at, its body from body to end.
type pageBytes struct {
	column        string
	group         int
	at, body, end int
}

// pagesOf calls change for the header of every page, in file order, and gives the file with the changed headers. No bytes but pages may
// stand before the footer.
func pagesOf(t *testing.T, content []byte, change func(header *parquetmeta.PageHeader, body []byte)) (changed []byte, pages []pageBytes) {
	t.Helper()
	changed = []byte("PAR1")
	start := len(content) - 8 - int(binary.LittleEndian.Uint32(content[len(content)-8:]))
	at := len(changed)
	page := func(p pageBytes) *parquetmeta.PageHeader {
		header := parquetmeta.NewPageHeader()
		in := &thrift.TMemoryBuffer{Buffer: bytes.NewBuffer(content[at:start])}
		if err := header.Read(t.Context(), thrift.NewTCompactProtocolConf(in, nil)); err != nil {
			t.Fatal(err)
		}
		body := in.Bytes()[:header.CompressedPageSize]
		change(header, body)
		out := thrift.NewTMemoryBufferLen(64)
		written, err := (&thrift.TSerializer{Transport: out, Protocol: thrift.NewTCompactProtocolConf(out, nil)}).Write(t.Context(), header)
		if err != nil {
			t.Fatal(err)
		}
		at = start - in.Len() + len(body)
		p.at, p.body = len(changed), len(changed)+len(written)
		changed = append(append(changed, written...), body...)
		p.end = len(changed)
		pages = append(pages, p)
		return header
	}
	footer := withFooter(t, content, func(m *parquetmeta.FileMetaData) {
		for g, group := range m.RowGroups {
			for _, column := range group.Columns {
				meta, begin, data := column.MetaData, len(changed), false
				for end := at + int(meta.TotalCompressedSize); at < end; {
					offset := int64(len(changed))
					if page(pageBytes{column: meta.PathInSchema[0], group: g + 1}).Type == parquetmeta.PageType_DICTIONARY_PAGE {
						meta.DictionaryPageOffset = &offset
					} else if !data {
						meta.DataPageOffset, data = offset, true
					}
				}
				meta.TotalCompressedSize = int64(len(changed) - begin)
			}
		}
	})[start:]
	return append(changed, footer...), pages
}

// withChecksums gives every page its checksum: the CRC-32 of gzip over the body as it is stored.
func withChecksums(header *parquetmeta.PageHeader, body []byte) {
	sum := int32(crc32.ChecksumIEEE(body))
	header.Crc = &sum
}

// A byte that was turned in any page is noticed where the page has a checksum, and named with its column and place. Without one the
// same file is read.
func TestPageChecksums(t *testing.T) {
	const rows = 3000
	f := func(codec compress.Compression) {
		t.Helper()
		sound, pages := pagesOf(t, claims(t, rows, codec), withChecksums)
		if got, _, err := readAll(write(t, "t.parquet", sound), Options{}); err != nil || len(got) != rows {
			t.Fatalf("%s: got %d rows, %v; want all", codec, len(got), err)
		}
		groups := pages[len(pages)-1].group
		for i, p := range pages {
			if p.body == p.end { // the dictionary of a column without values
				continue
			}
			changed := bytes.Clone(sound)
			changed[p.body+i*7919%(p.end-p.body)] ^= 1 << (i % 8)
			_, _, err := readAll(write(t, "t.parquet", changed), Options{})
			if p.column == "legs" { // lists are not read
				if err != nil {
					t.Errorf("%s: a page of a column that is not read: got %v", codec, err)
				}
				continue
			}
			refused(t, err, fmt.Sprintf("page checksum does not match: the file was damaged after it was written (column %q, row group %d of %d, page at byte %d)",
				p.column, p.group, groups, p.at))
		}
	}
	f(compress.Codecs.Uncompressed)
	f(compress.Codecs.Zstd)
}

// The file that shows why: an amount in which one bit was turned reads as another amount, unless its page has a checksum.
func TestPageChecksumAmount(t *testing.T) {
	f := func(header func(*parquetmeta.PageHeader, []byte)) error {
		t.Helper()
		content, _ := pagesOf(t, claims(t, 30, compress.Codecs.Uncompressed), header)
		at := bytes.Index(content, []byte("C000007919"))
		content[at+9] ^= 1 // 9 becomes 8
		got, _, err := readAll(write(t, "t.parquet", content), Options{})
		if err == nil && (len(got) != 30 || got[1].Fields[0] != "C000007918") {
			t.Errorf("got %d rows; want 30, the second one with another number", len(got))
		}
		return err
	}
	if err := f(func(*parquetmeta.PageHeader, []byte) {}); err != nil {
		t.Errorf("without checksums: got %v", err)
	}
	refused(t, f(withChecksums), "page checksum does not match")
}

// Files of another writer, pyarrow 26, with dictionary pages, data pages of both versions, and zstd: every bit of every page counts.
// They were written by
//
//	pyarrow.parquet.write_table(pyarrow.table({"claim_id": ["A", "B", "C"], "amount_billed": ["10.00", "20.00", "30.00"]}), path,
//	    write_page_checksum=True, data_page_version="1.0" or "2.0", store_schema=False, write_statistics=False, compression="zstd",
//	    use_dictionary=["claim_id"])
func TestPageChecksumsOfAnotherWriter(t *testing.T) {
	for _, name := range []string{"checksums1.parquet", "checksums2.parquet"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		path := write(t, "t.parquet", content)
		rows, _, err := readAll(path, Options{})
		if got := cells(rows); err != nil || got != "2:A|10.00 3:B|20.00 4:C|30.00" {
			t.Fatalf("%s: got %s, %v", name, got, err)
		}
		same, pages := pagesOf(t, content, func(*parquetmeta.PageHeader, []byte) {})
		if !bytes.Equal(same[:pages[len(pages)-1].end], content[:pages[len(pages)-1].end]) || len(pages) != 3 {
			t.Fatalf("%s: got %d pages; want a dictionary and two pages of data, and nothing else", name, len(pages))
		}
		for _, p := range pages {
			for at := p.body; at < p.end; at++ {
				changed := bytes.Clone(content)
				changed[at] ^= 1 << (at % 8)
				if err := os.WriteFile(path, changed, 0o640); err != nil {
					t.Fatal(err)
				}
				if _, err := readHere(t, path); !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), fmt.Sprintf("%q, row group 1 of 1, page at byte %d)", p.column, p.at)) {
					t.Errorf("%s, byte %d: got %v", name, at, err)
				}
			}
		}
	}
}
