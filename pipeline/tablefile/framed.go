package tablefile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// Limits of a stream. Whoever writes to this program does so in batches of some thousand rows.
const (
	maxMessageHead = 4 << 20
	maxMessageBody = 256 << 20
	maxBatchRows   = 1 << 20
)

// framed hands on an Arrow IPC stream message by message, each only once it is there as a whole and what it says of itself was
// looked at: the library takes lengths and types on trust, and damaged ones make it ask for any amount of memory, or go round in
// circles until the stack is full, which no guard catches.
type framed struct {
	from     *bufio.Reader
	message  bytes.Buffer // what the library has not read of the message
	messages int
	columns  int  // of the schema
	buffers  int  // that its columns take in every batch
	ended    bool // the end mark was handed on
	fault    error
}

// because is the reason why a stream could not be read: that of the frame before that of the library.
func (f *framed) because(err error) error {
	if err != nil && f.fault != nil {
		return f.fault
	}
	return err
}

func (f *framed) Read(b []byte) (int, error) {
	if f.fault != nil {
		return 0, f.fault
	}
	if f.message.Len() == 0 {
		if f.ended {
			return 0, io.EOF
		}
		if f.fault = f.next(); f.fault != nil {
			return 0, f.fault
		}
	}
	return f.message.Read(b)
}

const continuation = 0xffffffff

// next reads a message.
func (f *framed) next() error {
	f.message.Reset()
	if err := f.take(8); err != nil {
		return err
	}
	prefix := f.message.Bytes()
	length := binary.LittleEndian.Uint32(prefix[4:])
	switch {
	case binary.LittleEndian.Uint32(prefix) != continuation:
		return fmt.Errorf("%w: got bytes that are no message; want an Arrow IPC stream", ErrCorrupt)
	case length == 0:
		f.ended = true
		return nil
	case length > maxMessageHead:
		return fmt.Errorf("%w: got a message whose head has %d bytes; want at most %d", ErrLimit, length, maxMessageHead)
	}
	if err := f.take(int64(length)); err != nil {
		return err
	}
	body, err := f.look(f.message.Bytes()[8:])
	if err != nil {
		return err
	}
	f.messages++
	return f.take(body)
}

// take reads so many bytes more of the message. It holds no more than there are.
func (f *framed) take(n int64) error {
	got, err := io.CopyN(&f.message, f.from, n)
	if err == io.EOF {
		return fmt.Errorf("%w: got a message that ends after %d of %d bytes; want all of it", ErrCorrupt, got, n)
	}
	return err
}

// Kinds of messages, by the number in their heads.
const (
	schemaMessage = 1
	batchMessage  = 3
)

// look reads of the head of a message how long its body is, and refuses what no sender of this program writes: columns within
// columns, dictionaries, compressed bodies.
func (f *framed) look(head []byte) (body int64, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%w: got the head of a message that contradicts itself; want one of Arrow IPC", ErrCorrupt)
		}
	}()
	m := flat(head)
	message := m.follow(0)
	m.within(message, 4)
	kind, content := byte(0), 0
	if at := m.field(message, 1); at > 0 {
		kind = head[at]
	}
	if at := m.field(message, 2); at > 0 {
		content = m.follow(at)
	}
	if at := m.field(message, 3); at > 0 {
		body = m.long(at)
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

// flat is a FlatBuffers table, read by hand. An offset that leads outside panics.
type flat []byte

func (f flat) long(at int) int64 { return int64(binary.LittleEndian.Uint64(f[at:])) }

// follow gives the place to which an offset leads, always further on.
func (f flat) follow(at int) int {
	to := at + int(binary.LittleEndian.Uint32(f[at:]))
	_ = f[to]
	return to
}

// field gives where a table has a field; 0 where it has not.
func (f flat) field(table, number int) int {
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

// within panics where a list of texts, such as the notes that a sender may add, claims to go on behind the head: the library makes
// room for as many as are claimed.
func (f flat) within(table, number int) {
	if at := f.field(table, number); at > 0 {
		list := f.follow(at)
		_ = f[list+3+4*int(binary.LittleEndian.Uint32(f[list:]))]
	}
}

// plainSchema counts columns and the buffers that they take, and refuses columns within columns and dictionaries.
func (f flat) plainSchema(schema int) (columns, buffers int, err error) {
	at := f.field(schema, 1)
	if at == 0 {
		return 0, 0, fmt.Errorf("%w: got a stream without columns; want some", ErrNotATable)
	}
	f.within(schema, 2)
	fields := f.follow(at)
	columns = int(binary.LittleEndian.Uint32(f[fields:]))
	if columns > maxColumns {
		return 0, 0, fmt.Errorf("%w: got %d columns; want at most %d", ErrLimit, columns, maxColumns)
	}
	for i := range columns {
		field := f.follow(fields + 4 + 4*i)
		f.within(field, 6)
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

// buffersOf is how many buffers a column of a type takes, by the type's number in Schema.fbs; negative for one that is not plain.
func buffersOf(kind byte) int {
	switch kind {
	case 1: // Null
		return 0
	case 4, 5, 19, 20: // Binary, Utf8 and their large forms: where there are values, where each begins, the bytes
		return 3
	case 2, 3, 6, 7, 8, 9, 10, 11, 15, 18: // Int to Interval, FixedSizeBinary, Duration: where there are values, the values
		return 2
	}
	return -1
}

// plainBatch refuses compressed batches, those of more rows than anybody sends, and columns that are not of as many rows or lie
// outside of the body. It wants as many columns and buffers as the schema has: the library reads on behind a list that is too short.
func (f flat) plainBatch(batch int, body int64, columns, buffers int) error {
	if f.field(batch, 3) != 0 {
		return fmt.Errorf("%w: got a compressed batch; want plain ones", ErrNotATable)
	}
	rows := int64(0)
	if at := f.field(batch, 0); at > 0 {
		rows = f.long(at)
	}
	if rows < 0 || rows > maxBatchRows {
		return fmt.Errorf("%w: got a batch of %d rows; want at most %d", ErrLimit, rows, maxBatchRows)
	}
	sound := f.pairs(batch, 1, columns, func(length, nulls int64) bool { return length == rows && nulls <= length })
	if sound && f.pairs(batch, 2, buffers, func(offset, length int64) bool {
		return offset >= 0 && length >= 0 && offset <= body && length <= body-offset
	}) {
		return nil
	}
	return fmt.Errorf("%w: got a batch whose columns do not fit its %d rows in %d bytes; want them within", ErrCorrupt, rows, body)
}

// pairs says whether a list of pairs of numbers is as long as it should, and all of them are as they should.
func (f flat) pairs(table, number, want int, right func(a, b int64) bool) bool {
	at := f.field(table, number)
	if at == 0 {
		return want == 0
	}
	list := f.follow(at)
	if n := binary.LittleEndian.Uint32(f[list:]); uint64(n) != uint64(want) {
		return false
	}
	for i := range want {
		if at := list + 4 + 16*i; !right(f.long(at), f.long(at+8)) {
			return false
		}
	}
	return true
}
