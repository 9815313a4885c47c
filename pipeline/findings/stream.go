package findings

import (
	"io"

	"vigie/pipeline/parquet"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// Message is what one process of an audit sends to another: a row of a table of the contract, or something from which rows will be made.
type Message[R any] struct {
	What     string // names the kind of message
	Group    int64  // what has the same group goes to the same process
	Position int64  // of the claim that it is about, in input order
	Rule     int64  // index of the rule among those of the job, or a set of rules
	Body     []byte
	Row      *R // nil for most messages
}

// Stream writes messages as an Arrow IPC stream, in batches: the columns what, group, position, rule and body, and the row of the
// table as one struct. It belongs to one goroutine.
type Stream[R any] struct {
	*outgoing
	rows *parquet.ArrowAppender[R]
}

// rowField is the index of the row among the columns of a message.
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

func newStream[R any](to io.Writer, t *parquet.Table[R]) *Stream[R] {
	s := &Stream[R]{rows: parquet.NewArrowAppender(t)}
	s.outgoing = newOutgoing(to, arrow.NewSchema([]arrow.Field{
		{Name: "what", Type: arrow.BinaryTypes.String}, {Name: "group", Type: arrow.PrimitiveTypes.Int64},
		{Name: "position", Type: arrow.PrimitiveTypes.Int64}, {Name: "rule", Type: arrow.PrimitiveTypes.Int64},
		{Name: "body", Type: arrow.BinaryTypes.Binary, Nullable: true}, {Name: "row", Type: arrow.StructOf(t.ArrowFields()...), Nullable: true},
	}, nil))
	return s
}

// Write takes a message. It keeps nothing of it.
func (s *Stream[R]) Write(m *Message[R]) error {
	s.builder.Field(0).(*array.StringBuilder).Append(m.What)
	s.builder.Field(1).(*array.Int64Builder).Append(m.Group)
	s.builder.Field(2).(*array.Int64Builder).Append(m.Position)
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
		bytes, err := s.rows.Append(of, m.Row)
		if err != nil {
			return err
		}
		s.weight += bytes
	}
	return s.noted(len(m.Body) + 64)
}
