package findings

import (
	"io"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
)

// Kinds of a Reading.
const (
	ReadClaim   = "claim"   // a claim: Body is the claim as bytes
	ReadReject  = "reject"  // a record that no claim could be made of: Raw is its bytes
	ReadReverse = "reverse" // a line reverses the claim of that ClaimID
	ReadExtent  = "extent"  // Line and Offset are how many lines and bytes the block has

	// Of the tables of the DCIR:
	ReadRow      = "row"      // a row, to be joined with the others of its Key: Body is the row packed, Raw its bytes
	ReadReversal = "reversal" // an act that reverses one of the same Match
	ReadTaken    = "taken"    // the claim is reversed
	ReadCount    = "count"    // Length rows of the file count under the name Column

	ReadUnderstood = "understood" // Length cells of the Column are not written as the contract has them: Reason is the name of a cell.Note
)

// Reading is what one record of an input came to.
type Reading struct {
	What         string
	File, Block  int64 // number of the input, and the offset at which its block begins
	Line, Offset int64 // of the record within the block
	Length       int64
	Kind         int64
	ClaimID      string
	Cancels      string // the claim that the claim reverses; empty for none
	Sent, Paid   int64  // days since 1970-01-01 on which it was filed and paid; -1<<40 where not known
	Served       int64  // likewise
	Column       string
	Reason       string
	Body, Raw    []byte
	Key          []byte // shared by the rows of an act; nil for others
	Match        []byte // shared by an act and what reverses it; nil for others
	Act          int64  // position of the act, where there is a Match
	ActKey       string // its key as text, likewise
}

// Readings writes what records came to as an Arrow IPC stream. It belongs to one goroutine.
type Readings struct{ *outgoing }

// StreamReadings begins a stream of readings.
func StreamReadings(to io.Writer) *Readings {
	number, text := arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "what", Type: text}, {Name: "file", Type: number}, {Name: "block", Type: number}, {Name: "line", Type: number},
		{Name: "offset", Type: number}, {Name: "length", Type: number}, {Name: "kind", Type: number}, {Name: "claim_id", Type: text},
		{Name: "cancels", Type: text}, {Name: "sent", Type: number}, {Name: "paid", Type: number}, {Name: "served", Type: number},
		{Name: "column", Type: text}, {Name: "reason", Type: text}, {Name: "body", Type: arrow.BinaryTypes.Binary},
		{Name: "raw", Type: arrow.BinaryTypes.Binary, Nullable: true}, {Name: "key", Type: arrow.BinaryTypes.Binary, Nullable: true},
		{Name: "match", Type: arrow.BinaryTypes.Binary, Nullable: true}, {Name: "act", Type: number},
		{Name: "act_key", Type: text},
	}, nil)
	return &Readings{newOutgoing(to, schema)}
}

// Write takes a reading, of which it keeps nothing.
func (s *Readings) Write(r *Reading) error {
	for i, n := range [...]int64{1: r.File, 2: r.Block, 3: r.Line, 4: r.Offset, 5: r.Length, 6: r.Kind, 9: r.Sent, 10: r.Paid, 11: r.Served, 18: r.Act} {
		if b, ok := s.builder.Field(i).(*array.Int64Builder); ok {
			b.Append(n)
		}
	}
	for i, text := range [...]string{0: r.What, 7: r.ClaimID, 8: r.Cancels, 12: r.Column, 13: r.Reason, 19: r.ActKey} {
		if b, ok := s.builder.Field(i).(*array.StringBuilder); ok {
			b.Append(text)
		}
	}
	for i, bytes := range [...][]byte{14: r.Body, 15: r.Raw, 16: r.Key, 17: r.Match} {
		switch b, ok := s.builder.Field(i).(*array.BinaryBuilder); {
		case !ok:
		case bytes == nil && i > 14:
			b.AppendNull()
		default:
			b.Append(bytes)
		}
	}
	return s.noted(len(r.Body) + len(r.Raw) + 128)
}
