package findings

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/decimal128"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// Message is what one process of an audit tells the others: a row of a table of the contract, or something on the way to one.
type Message[R any] struct {
	What  string // names the kind of message
	Group int64  // what has the same group goes to the same process
	Place int64  // of the claim that it is about, in input order
	Rule  int64  // place of the rule in the catalogue, or a set of rules
	Body  []byte
	Row   *R // nil for most messages
}

// Stream writes messages as an Arrow IPC stream, in batches: the columns what, group, place, rule and body, and the row of the
// table as one struct. It belongs to one goroutine.
type Stream[R any] struct {
	*outgoing
	table  *table[R]
	leaves []leaf // of one row, without dictionaries
}

// rowField is the place of the row among the columns of a message.
const rowField = 5

// StreamAnomalies begins a stream whose rows are those of anomalies.parquet.
func StreamAnomalies(to io.Writer, runID string) *Stream[Row] {
	return newStream(to, anomalies(runID))
}

// StreamFindings begins a stream whose columns are those of anomalies.parquet, and which takes nothing but rows.
func StreamFindings(to io.Writer, runID string) *Stream[Row] {
	s := newStream(to, anomalies(runID))
	schema := arrow.NewSchema(s.builder.Schema().Field(rowField).Type.(*arrow.StructType).Fields(), nil)
	s.writer = ipc.NewWriter(s.to, ipc.WithSchema(schema))
	s.part = func(messages arrow.Record) arrow.Record {
		rows := messages.Column(rowField).(*array.Struct)
		columns := make([]arrow.Array, rows.NumField())
		for i := range columns {
			columns[i] = rows.Field(i)
		}
		return array.NewRecord(schema, columns, messages.NumRows())
	}
	return s
}

// StreamConduct begins a stream whose rows are those of conduct.parquet.
func StreamConduct(to io.Writer, runID string) *Stream[Conduct] { return newStream(to, conduct(runID)) }

func newStream[R any](to io.Writer, t *table[R]) *Stream[R] {
	s := &Stream[R]{table: t}
	var fields []arrow.Field
	for _, c := range t.columns {
		fields = append(fields, arrow.Field{Name: c.name, Type: c.arrow(), Nullable: true})
		for _, f := range c.fields {
			s.leaves = append(s.leaves, leaf{field: f, nested: c.shape != plain})
		}
	}
	s.outgoing = newOutgoing(to, arrow.NewSchema([]arrow.Field{
		{Name: "what", Type: arrow.BinaryTypes.String}, {Name: "group", Type: arrow.PrimitiveTypes.Int64},
		{Name: "place", Type: arrow.PrimitiveTypes.Int64}, {Name: "rule", Type: arrow.PrimitiveTypes.Int64},
		{Name: "body", Type: arrow.BinaryTypes.Binary, Nullable: true}, {Name: "row", Type: arrow.StructOf(fields...), Nullable: true},
	}, nil))
	return s
}

// arrow is the type of a column.
func (c column[R]) arrow() arrow.DataType {
	switch c.shape {
	case list:
		return arrow.ListOf(arrow.BinaryTypes.String)
	case structs:
		var fields []arrow.Field
		for _, f := range c.fields {
			fields = append(fields, arrow.Field{Name: f.name, Type: f.arrow(), Nullable: true})
		}
		return arrow.ListOf(arrow.StructOf(fields...))
	}
	return c.fields[0].arrow()
}

func (f field) arrow() arrow.DataType {
	switch f.kind {
	case text:
		return arrow.BinaryTypes.String
	case blob:
		return arrow.BinaryTypes.Binary
	case money:
		return &arrow.Decimal128Type{Precision: moneyDigits, Scale: moneyScale}
	case ratio:
		return &arrow.Decimal128Type{Precision: ratioDigits, Scale: ratioScale}
	case date:
		return arrow.FixedWidthTypes.Date32
	case flag:
		return arrow.FixedWidthTypes.Boolean
	}
	return arrow.PrimitiveTypes.Int64
}

// Write takes a message. It keeps nothing of it.
func (s *Stream[R]) Write(m *Message[R]) error {
	s.builder.Field(0).(*array.StringBuilder).Append(m.What)
	s.builder.Field(1).(*array.Int64Builder).Append(m.Group)
	s.builder.Field(2).(*array.Int64Builder).Append(m.Place)
	s.builder.Field(3).(*array.Int64Builder).Append(m.Rule)
	if m.Body == nil {
		s.builder.Field(4).AppendNull()
	} else {
		s.builder.Field(4).(*array.BinaryBuilder).Append(m.Body)
	}
	of := s.builder.Field(rowField).(*array.StructBuilder)
	if m.Row == nil {
		of.AppendNull()
	} else {
		of.Append(true)
		if err := s.row(of, m.Row); err != nil {
			return err
		}
		s.weight += fixedBytes + s.table.weigh(m.Row)
	}
	return s.took(len(m.Body) + 64)
}

// row appends the columns of a row, as the table has them: what a Parquet file would refuse is refused here too.
func (s *Stream[R]) row(of *array.StructBuilder, row *R) error {
	leaves := s.leaves
	for i, c := range s.table.columns {
		own := leaves[:len(c.fields)]
		leaves = leaves[len(c.fields):]
		for j := range own {
			own[j].reset()
		}
		c.fill(row, own)
		for j := range own {
			if fault := own[j].fault; fault != "" {
				return fmt.Errorf("cannot send column %s of %s for %s: %s", c.name, s.table.name, s.table.place(row), fault)
			}
		}
		c.append(of.FieldBuilder(i), own)
	}
	return nil
}

// append adds the column of one row.
func (c column[R]) append(to array.Builder, leaves []leaf) {
	if c.shape == plain {
		leaves[0].append(to, leaves[0].plain, leaves[0].levels == nil || leaves[0].levels[0] == 1)
		return
	}
	of := to.(*array.ListBuilder)
	of.Append(true)
	if leaves[0].levels[0] == 0 {
		return
	}
	values := make([][]byte, len(leaves)) // what is left of each
	for i := range leaves {
		values[i] = leaves[i].plain
	}
	for range leaves[0].levels {
		if c.shape == list {
			values[0] = leaves[0].append(of.ValueBuilder(), values[0], true)
			continue
		}
		members := of.ValueBuilder().(*array.StructBuilder)
		members.Append(true)
		for j := range leaves {
			values[j] = leaves[j].append(members.FieldBuilder(j), values[j], true)
		}
	}
}

// append adds the first of some values in PLAIN form, or a null, and gives the others.
func (l *leaf) append(to array.Builder, values []byte, there bool) (rest []byte) {
	if !there {
		to.AppendNull()
		return values
	}
	switch to := to.(type) {
	case *array.StringBuilder:
		n := 4 + binary.LittleEndian.Uint32(values)
		to.Append(string(values[4:n]))
		return values[n:]
	case *array.BinaryBuilder:
		n := 4 + binary.LittleEndian.Uint32(values)
		to.Append(values[4:n])
		return values[n:]
	case *array.Int64Builder:
		to.Append(int64(binary.LittleEndian.Uint64(values)))
		return values[8:]
	case *array.Decimal128Builder:
		to.Append(decimal128.FromI64(int64(binary.LittleEndian.Uint64(values))))
		return values[8:]
	case *array.Date32Builder:
		to.Append(arrow.Date32(binary.LittleEndian.Uint32(values)))
		return values[4:]
	case *array.BooleanBuilder:
		to.Append(values[0] == 1)
		return values[1:]
	}
	panic(fmt.Sprintf("no column of the contract is of %T", to))
}
