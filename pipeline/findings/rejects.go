package findings

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/pipeline/scratch"
)

// Reject is one row of rejects.parquet: an input record that could not be read.
type Reject struct {
	File       string // relative to the dataset folder
	Line       int64  // 1-based; the header is line 1
	ByteOffset int64  // in the uncompressed text; -1 where not known
	Length     int64  // bytes of the record without its line end
	Column     string // empty where the whole record is at fault
	Reason     string
	Raw        []byte // the record as it was; what lies beyond the first 64 KiB is not written
}

// rawLimit is how many bytes of a record are written.
const rawLimit = 64 << 10

// CreateRejects begins rejects.parquet. Each Raw must stay as it is until the file is closed.
func CreateRejects(path string) (*parquet.Writer[Reject], error) {
	return parquet.Create(path, rejects(), parquet.DefaultLimits)
}

func rejects() *parquet.Table[Reject] {
	return &parquet.Table[Reject]{
		Name: publish.RejectsFile,
		Columns: []parquet.Column[Reject]{
			parquet.Text("file", func(r *Reject) string { return r.File }),
			parquet.Int("line", func(r *Reject) int64 { return r.Line }),
			parquet.OptionalInt("byte_offset", func(r *Reject) (int64, bool) { return r.ByteOffset, r.ByteOffset >= 0 }),
			parquet.Int("length", func(r *Reject) int64 { return r.Length }),
			parquet.Text("column", func(r *Reject) string { return r.Column }).Nullable(),
			parquet.Text("reason", func(r *Reject) string { return r.Reason }),
			parquet.Bytes("raw", func(r *Reject) []byte { return r.Raw[:min(len(r.Raw), rawLimit)] }).Nullable(),
		},
		Weight:   func(r *Reject) int { return len(r.Reason) + min(len(r.Raw), rawLimit) },
		Position: func(r *Reject) string { return fmt.Sprintf("%s:%d", r.File, r.Line) },
	}
}

// AppendReject appends a reject as bytes, for the time of one run.
func AppendReject(b []byte, r *Reject) []byte {
	for _, n := range [...]int64{r.Line, r.ByteOffset, r.Length} {
		b = binary.AppendVarint(b, n)
	}
	for _, s := range [...]string{r.File, r.Column, r.Reason} {
		b = scratch.AppendText(b, s)
	}
	return scratch.AppendText(b, r.Raw)
}

// ParseReject reads a reject that AppendReject wrote. The reject shares no bytes with what was stored.
func ParseReject(stored []byte) (r Reject, err error) {
	from := bufio.NewReader(bytes.NewReader(stored))
	for _, n := range [...]*int64{&r.Line, &r.ByteOffset, &r.Length} {
		if *n, err = binary.ReadVarint(from); err != nil {
			return r, err
		}
	}
	for _, s := range [...]*string{&r.File, &r.Column, &r.Reason} {
		text, err := scratch.ReadText(from, nil)
		if err != nil {
			return r, err
		}
		*s = string(text)
	}
	r.Raw, err = scratch.ReadText(from, nil)
	return r, err
}
