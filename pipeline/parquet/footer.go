package parquet

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/xitongsys/parquet-go/parquet"
)

// No table of ours has a larger footer or a deeper schema. Both are read as a whole, so that others are refused.
const (
	largestFooter = 64 << 20
	deepestSchema = 8
)

// footer is a Parquet file as the second library describes it.
type fileFooter struct {
	file   *os.File
	end    int64 // of the pages: where the footer begins
	meta   *parquet.FileMetaData
	leaves []leafColumn
}

// leafColumn is a leaf column of the schema.
type leafColumn struct {
	path       []string
	element    *parquet.SchemaElement
	definition int // highest level
	repetition int // highest level
	inList     bool
}

// openFooter opens a file and reads its footer.
func openFooter(path string) (f *fileFooter, err error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f = &fileFooter{file: opened}
	if err := guard(f.read); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return f, nil
}

func (f *fileFooter) close() error { return f.file.Close() }

func (f *fileFooter) read() error {
	info, err := f.file.Stat()
	if err != nil {
		return err
	}
	const around = len(magic) + 4 + len(magic) // of pages and footer: the magic bytes twice, and a length
	var begin, end [8]byte
	if info.Size() < int64(around) {
		return fmt.Errorf("got %d bytes; want a Parquet file", info.Size())
	}
	if _, err := f.file.ReadAt(begin[:len(magic)], 0); err != nil {
		return err
	}
	if _, err := f.file.ReadAt(end[:], info.Size()-int64(len(end))); err != nil {
		return err
	}
	if string(begin[:len(magic)]) != magic || string(end[4:]) != magic {
		return errors.New("got other bytes at its ends; want a Parquet file")
	}
	length := int64(binary.LittleEndian.Uint32(end[:]))
	if length > min(largestFooter, info.Size()-int64(around)) {
		return fmt.Errorf("got a footer of %d bytes in a file of %d", length, info.Size())
	}
	stored := make([]byte, length)
	f.end = info.Size() - int64(len(end)) - length
	if _, err := f.file.ReadAt(stored, f.end); err != nil {
		return err
	}
	f.meta = parquet.NewFileMetaData()
	if rest, err := readThrift(f.meta, stored); err != nil || rest != 0 {
		return fmt.Errorf("the footer cannot be read: %d bytes are left: %w", rest, err)
	}
	return f.walk()
}

// readThrift reads a structure from the beginning of some bytes, and gives how many bytes are left. It allocates nothing larger than what
// these bytes could fill.
func readThrift(into thrift.TStruct, from []byte) (rest int, err error) {
	buffer := &thrift.TMemoryBuffer{Buffer: bytes.NewBuffer(from)}
	limits := &thrift.TConfiguration{MaxMessageSize: int32(max(1, len(from)))}
	err = into.Read(context.Background(), thrift.NewTCompactProtocolConf(buffer, limits))
	return buffer.Len(), err
}

// walk lists the leaves in file order, which is the schema tree, depth first.
func (f *fileFooter) walk() error {
	elements := f.meta.GetSchema()
	if len(elements) == 0 {
		return errors.New("the schema has no root")
	}
	at := 1
	var visit func(parent leafColumn) error
	visit = func(parent leafColumn) error {
		if at >= len(elements) || len(parent.path) == deepestSchema {
			return fmt.Errorf("the schema ends early or is too deep: got %d elements", len(elements))
		}
		l := parent
		l.element = elements[at]
		l.path = append(slices.Clip(parent.path), l.element.GetName())
		l.inList = parent.inList || l.element.IsSetConvertedType() && l.element.GetConvertedType() == parquet.ConvertedType_LIST
		switch l.element.GetRepetitionType() {
		case parquet.FieldRepetitionType_OPTIONAL:
			l.definition++
		case parquet.FieldRepetitionType_REPEATED:
			l.definition++
			l.repetition++
		}
		at++
		if l.element.GetNumChildren() <= 0 {
			if !l.element.IsSetType() {
				return fmt.Errorf("column %s has no type", strings.Join(l.path, "."))
			}
			f.leaves = append(f.leaves, l)
			return nil
		}
		for range l.element.GetNumChildren() {
			if err := visit(l); err != nil {
				return err
			}
		}
		return nil
	}
	for at < len(elements) {
		if err := visit(leafColumn{}); err != nil {
			return err
		}
	}
	return nil
}

// chunk is what the footer says of a leaf column in one row group.
func (f *fileFooter) chunk(group, column int) (*parquet.ColumnMetaData, error) {
	columns, leaf := f.meta.GetRowGroups()[group].GetColumns(), &f.leaves[column]
	if len(columns) != len(f.leaves) {
		return nil, fmt.Errorf("got %d columns; want %d", len(columns), len(f.leaves))
	}
	meta := columns[column].GetMetaData()
	if meta == nil || !slices.Equal(meta.GetPathInSchema(), leaf.path) || meta.GetType() != leaf.element.GetType() {
		return nil, fmt.Errorf("got another column than the schema names: %w", errPage)
	}
	return meta, nil
}

// schema is the schema of the file as Table.Schema describes one.
func (f *fileFooter) schema() []string {
	var lines []string
	for i := range f.leaves {
		lines = append(lines, f.leaves[i].line())
	}
	return lines
}

func (l *leafColumn) line() string {
	parts := []string{strings.Join(l.path, "."), l.element.GetType().String()}
	if l.element.IsSetConvertedType() {
		converted := l.element.GetConvertedType().String()
		if l.element.GetConvertedType() == parquet.ConvertedType_DECIMAL {
			converted = fmt.Sprintf("%s(%d,%d)", converted, l.element.GetPrecision(), l.element.GetScale())
		}
		parts = append(parts, converted)
	}
	parts = append(parts, l.element.GetRepetitionType().String())
	if l.inList {
		parts = append(parts, "LIST")
	}
	return strings.Join(parts, " ") + fmt.Sprintf(" %d/%d", l.definition, l.repetition)
}

// sameSchema says where two schemas differ.
func sameSchema(got, want []string) error {
	for i := range max(len(got), len(want)) {
		if i >= len(got) {
			return fmt.Errorf("the schema has no column %q: %w", want[i], ErrSchema)
		}
		if i >= len(want) {
			return fmt.Errorf("the schema has a column too many, %q: %w", got[i], ErrSchema)
		}
		if got[i] != want[i] {
			return fmt.Errorf("the schema differs: got column %q; want %q: %w", got[i], want[i], ErrSchema)
		}
	}
	return nil
}
