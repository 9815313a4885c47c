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

// outgoing is an Arrow IPC stream on its way out, in batches.
type outgoing struct {
	to      *bufio.Writer
	writer  *ipc.Writer
	builder *array.RecordBuilder
	pending int                             // rows in the builder
	weight  int                             // and about how many bytes
	part    func(arrow.Record) arrow.Record // what is sent of a batch; nil for all of it
}

// A batch of a stream has so many rows, or as many as take so many bytes.
const (
	streamRows  = 4 << 10
	streamBytes = 8 << 20
)

func newOutgoing(to io.Writer, schema *arrow.Schema) *outgoing {
	o := &outgoing{to: bufio.NewWriterSize(to, 256<<10), builder: array.NewRecordBuilder(memory.DefaultAllocator, schema)}
	o.writer = ipc.NewWriter(o.to, ipc.WithSchema(schema))
	return o
}

// noted counts one more row in the builder, and its bytes. It sends the batch where that is enough.
func (o *outgoing) noted(bytes int) error {
	o.pending++
	if o.weight += bytes; o.pending == streamRows || o.weight > streamBytes {
		return o.send()
	}
	return nil
}

func (o *outgoing) send() error {
	record := o.builder.NewRecord()
	defer record.Release()
	if o.part != nil {
		record = o.part(record)
		defer record.Release()
	}
	o.pending, o.weight = 0, 0
	if err := o.writer.Write(record); err != nil {
		return fmt.Errorf("cannot write the stream: %w", err)
	}
	return nil
}

// Close sends the last batch and ends the stream. It does not close what the stream was written to.
func (o *outgoing) Close() error {
	if o.pending > 0 {
		if err := o.send(); err != nil {
			return err
		}
	}
	if err := o.writer.Close(); err != nil {
		return fmt.Errorf("cannot end the stream: %w", err)
	}
	return o.to.Flush()
}
