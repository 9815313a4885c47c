package tablefile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// Limits of a stream. The Spark job writes batches of a few thousand rows.
const (
	maxMessageHead = 4 << 20
	maxMessageBody = 256 << 20
	maxBatchRows   = 1 << 20
)

// checkedStream passes an Arrow IPC stream on, message by message, after each message has arrived as a whole and its metadata was
// checked. The Arrow library trusts lengths and types: damaged ones make it ask for any amount of memory, or recurse until the
// stack is full, which recover does not catch.
type checkedStream struct {
	from     *bufio.Reader
	message  bytes.Buffer // what the library has not read yet of the message
	messages int
	columns  int  // of the schema
	buffers  int  // that its columns have in every batch
	sawEnd   bool // the end mark was passed on
	fault    error
}

// cause is why a stream could not be read: the fault found here, rather than the error that it caused in the library.
func (f *checkedStream) cause(err error) error {
	if err != nil && f.fault != nil {
		return f.fault
	}
	return err
}

func (f *checkedStream) Read(b []byte) (int, error) {
	if f.fault != nil {
		return 0, f.fault
	}
	if f.message.Len() == 0 {
		if f.sawEnd {
			return 0, io.EOF
		}
		if f.fault = f.next(); f.fault != nil {
			return 0, f.fault
		}
	}
	return f.message.Read(b)
}

const continuation = 0xffffffff

// next reads the next message.
func (f *checkedStream) next() error {
	f.message.Reset()
	if err := f.read(8); err != nil {
		return err
	}
	prefix := f.message.Bytes()
	length := binary.LittleEndian.Uint32(prefix[4:])
	switch {
	case binary.LittleEndian.Uint32(prefix) != continuation:
		return fmt.Errorf("%w: got bytes that are no message; want an Arrow IPC stream", ErrCorrupt)
	case length == 0:
		f.sawEnd = true
		return nil
	case length > maxMessageHead:
		return fmt.Errorf("%w: got a message whose head has %d bytes; want at most %d", ErrLimit, length, maxMessageHead)
	}
	if err := f.read(int64(length)); err != nil {
		return err
	}
	body, err := f.checkMessage(f.message.Bytes()[8:])
	if err != nil {
		return err
	}
	f.messages++
	return f.read(body)
}

// read reads n more bytes of the message. It never allocates more than there is to read.
func (f *checkedStream) read(n int64) error {
	got, err := io.CopyN(&f.message, f.from, n)
	if err == io.EOF {
		return fmt.Errorf("%w: got a message that ends after %d of %d bytes; want all of it", ErrCorrupt, got, n)
	}
	return err
}

// Kinds of messages, by their number in Message.fbs.
const (
	schemaMessage = 1
	batchMessage  = 3
)

// checkMessage reads the length of the body in the metadata of a message. It refuses what the job never writes: nested columns,
// dictionaries, compressed bodies.
func (f *checkedStream) checkMessage(head []byte) (body int64, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%w: got the head of a message that contradicts itself; want one of Arrow IPC", ErrCorrupt)
		}
	}()
	m := flatTable(head)
	message := m.follow(0)
	m.checkVector(message, 4)
	kind, content := byte(0), 0
	if at := m.field(message, 1); at > 0 {
		kind = head[at]
	}
	if at := m.field(message, 2); at > 0 {
		content = m.follow(at)
	}
	if at := m.field(message, 3); at > 0 {
		body = m.int64At(at)
	}
	switch {
	case body < 0 || body > maxMessageBody:
		return 0, fmt.Errorf("%w: got a message of %d bytes; want at most %d", ErrLimit, body, maxMessageBody)
	case f.messages == 0 && kind == schemaMessage && content > 0:
		f.columns, f.buffers, err = m.plainSchema(content)
		return body, err
	case f.messages > 0 && kind == batchMessage && content > 0:
		return body, m.plainBatch(content, body, f.columns, f.buffers)
	}
	return 0, fmt.Errorf("%w: got message %d of kind %d; want a schema and then batches of plain columns", ErrCorrupt, f.messages+1, kind)
}

// flatTable is a FlatBuffers table, read by hand. An offset beyond its end panics.
type flatTable []byte

func (f flatTable) int64At(at int) int64 { return int64(binary.LittleEndian.Uint64(f[at:])) }

// follow gives the target of an offset, which is always further on.
func (f flatTable) follow(at int) int {
	to := at + int(binary.LittleEndian.Uint32(f[at:]))
	_ = f[to]
	return to
}

// field gives the position of a field of a table; 0 where the table has no such field.
func (f flatTable) field(table, number int) int {
	names := table - int(int32(binary.LittleEndian.Uint32(f[table:])))
	slot := 4 + 2*number
	if slot >= int(binary.LittleEndian.Uint16(f[names:])) {
		return 0
	}
	offset := int(binary.LittleEndian.Uint16(f[names+slot:]))
	if offset == 0 {
		return 0
	}
	return table + offset
}

// checkVector panics where a vector of offsets, such as the custom metadata that a sender may add, claims to be longer than the
// message: the library allocates memory for as many elements as are claimed.
func (f flatTable) checkVector(table, number int) {
	if at := f.field(table, number); at > 0 {
		list := f.follow(at)
		_ = f[list+3+4*int(binary.LittleEndian.Uint32(f[list:]))]
	}
}

// plainSchema counts the columns and their buffers. It refuses nested columns and dictionaries.
func (f flatTable) plainSchema(schema int) (columns, buffers int, err error) {
	at := f.field(schema, 1)
	if at == 0 {
		return 0, 0, fmt.Errorf("%w: got a stream without columns; want some", ErrNotATable)
	}
	f.checkVector(schema, 2)
	fields := f.follow(at)
	columns = int(binary.LittleEndian.Uint32(f[fields:]))
	if columns > maxColumns {
		return 0, 0, fmt.Errorf("%w: got %d columns; want at most %d", ErrLimit, columns, maxColumns)
	}
	for i := range columns {
		field := f.follow(fields + 4 + 4*i)
		f.checkVector(field, 6)
		children := f.field(field, 5)
		of := -1
		if at := f.field(field, 2); at > 0 {
			of = buffersOf(f[at])
		}
		if of < 0 || f.field(field, 4) != 0 || children != 0 && binary.LittleEndian.Uint32(f[f.follow(children):]) > 0 {
			return 0, 0, fmt.Errorf("%w: got a dictionary, a list or a struct in column %d; want plain columns", ErrNotATable, i+1)
		}
		buffers += of
	}
	return columns, buffers, nil
}

// buffersOf is how many buffers a column of a type has, by the number of the type in Schema.fbs; negative for a type that is not
// plain.
func buffersOf(kind byte) int {
	switch kind {
	case 1: // Null
		return 0
	case 4, 5, 19, 20: // Binary, Utf8 and their large forms: validity, offsets, bytes
		return 3
	case 2, 3, 6, 7, 8, 9, 10, 11, 15, 18: // Int to Interval, FixedSizeBinary, Duration: validity, values
		return 2
	}
	return -1
}

// plainBatch refuses compressed batches, batches of too many rows, and columns that do not have as many rows or lie outside of the
// body. There must be as many columns and buffers as in the schema, because the library reads beyond a shorter list.
func (f flatTable) plainBatch(batch int, body int64, columns, buffers int) error {
	if f.field(batch, 3) != 0 {
		return fmt.Errorf("%w: got a compressed batch; want plain ones", ErrNotATable)
	}
	rows := int64(0)
	if at := f.field(batch, 0); at > 0 {
		rows = f.int64At(at)
	}
	if rows < 0 || rows > maxBatchRows {
		return fmt.Errorf("%w: got a batch of %d rows; want at most %d", ErrLimit, rows, maxBatchRows)
	}
	sound := f.checkPairs(batch, 1, columns, func(length, nulls int64) bool { return length == rows && nulls <= length })
	if sound && f.checkPairs(batch, 2, buffers, func(offset, length int64) bool {
		return offset >= 0 && length >= 0 && offset <= body && length <= body-offset
	}) {
		return nil
	}
	return fmt.Errorf("%w: got a batch whose columns do not fit its %d rows in %d bytes; want them within", ErrCorrupt, rows, body)
}

// checkPairs reports whether a vector of pairs of numbers has the wanted length, and every pair is right.
func (f flatTable) checkPairs(table, number, want int, right func(a, b int64) bool) bool {
	at := f.field(table, number)
	if at == 0 {
		return want == 0
	}
	list := f.follow(at)
	if n := binary.LittleEndian.Uint32(f[list:]); uint64(n) != uint64(want) {
		return false
	}
	for i := range want {
		if at := list + 4 + 16*i; !right(f.int64At(at), f.int64At(at+8)) {
			return false
		}
	}
	return true
}
