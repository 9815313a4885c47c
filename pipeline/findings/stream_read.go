package findings

import (
	"bufio"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"
)

// Kinds of a Reading.
const (
	ReadClaim   = "claim"   // a claim: Body is the claim as bytes
	ReadReject  = "reject"  // a record that gave none: Body is its raw bytes
	ReadReverse = "reverse" // a line takes back the claim of that ClaimID
	ReadExtent  = "extent"  // Line and Offset are how many lines and bytes the block has
)

// Reading is what one record of an input came to.
type Reading struct {
	What          string
	File, Block   int64 // number of the input, and where the block of it begins
	Line, Offset  int64 // of the record within the block
	Length        int64
	Kind          int64
	ClaimID       string
	Reverses      bool  // the claim takes back another one
	Filed, Served int64 // days since 1970-01-01 on which it was filed and served; far below any where not known
	Column        string
	Reason        string
	Body          []byte
}

// Readings writes what records came to as an Arrow IPC stream. It belongs to one goroutine.
type Readings struct {
	to      *bufio.Writer
	writer  *ipc.Writer
	builder *array.RecordBuilder
	held    int
	weight  int
}

// StreamReadings begins a stream of readings.
func StreamReadings(to io.Writer) *Readings {
	number, text := arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "what", Type: text}, {Name: "file", Type: number}, {Name: "block", Type: number}, {Name: "line", Type: number},
		{Name: "offset", Type: number}, {Name: "length", Type: number}, {Name: "kind", Type: number}, {Name: "claim_id", Type: text},
		{Name: "reverses", Type: arrow.FixedWidthTypes.Boolean}, {Name: "filed", Type: number}, {Name: "served", Type: number},
		{Name: "column", Type: text}, {Name: "reason", Type: text}, {Name: "body", Type: arrow.BinaryTypes.Binary},
	}, nil)
	s := &Readings{to: bufio.NewWriterSize(to, 256<<10)}
	s.writer = ipc.NewWriter(s.to, ipc.WithSchema(schema))
	s.builder = array.NewRecordBuilder(memory.DefaultAllocator, schema)
	return s
}

// Write takes a reading, of which it keeps nothing.
func (s *Readings) Write(r *Reading) error {
	for i, n := range [...]int64{1: r.File, 2: r.Block, 3: r.Line, 4: r.Offset, 5: r.Length, 6: r.Kind, 9: r.Filed, 10: r.Served} {
		if b, ok := s.builder.Field(i).(*array.Int64Builder); ok {
			b.Append(n)
		}
	}
	for i, text := range [...]string{0: r.What, 7: r.ClaimID, 11: r.Column, 12: r.Reason} {
		if b, ok := s.builder.Field(i).(*array.StringBuilder); ok {
			b.Append(text)
		}
	}
	s.builder.Field(8).(*array.BooleanBuilder).Append(r.Reverses)
	s.builder.Field(13).(*array.BinaryBuilder).Append(r.Body)
	s.held++
	if s.weight += len(r.Body) + 128; s.held == streamRows || s.weight > streamBytes {
		return s.send()
	}
	return nil
}

func (s *Readings) send() error {
	record := s.builder.NewRecord()
	defer record.Release()
	s.held, s.weight = 0, 0
	if err := s.writer.Write(record); err != nil {
		return fmt.Errorf("cannot write the stream: %w", err)
	}
	return nil
}

// Close sends what is held and ends the stream. What it was written to stays open.
func (s *Readings) Close() error {
	if s.held > 0 {
		if err := s.send(); err != nil {
			return err
		}
	}
	if err := s.writer.Close(); err != nil {
		return fmt.Errorf("cannot end the stream: %w", err)
	}
	return s.to.Flush()
}
