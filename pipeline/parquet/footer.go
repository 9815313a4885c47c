package parquet

import (
	"fmt"
	"io"
	"strings"

	"github.com/xitongsys/parquet-go-source/local"
	"github.com/xitongsys/parquet-go/parquet"
	"github.com/xitongsys/parquet-go/reader"
	"github.com/xitongsys/parquet-go/schema"
)

// Footer is a Parquet file as the second library sees it. Pages are read one at a time and from any goroutine.
type Footer struct {
	file   io.ReaderAt
	Close  func() error
	meta   *parquet.FileMetaData
	schema *schema.SchemaHandler
	Leaves []leafPath
}

// leafPath is a leaf column in the second library's words.
type leafPath struct {
	Path       string   // dotted, as written
	inner      []string // as the library spells it, without the root
	element    *parquet.SchemaElement
	definition int32
	repetition int32
	inList     bool // within a group that is marked as a list
}

// openFooter reads the footer of a file. It panics no more than guard catches.
func OpenFooter(path string) (f *Footer, err error) {
	opened, err := local.NewLocalFileReader(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			opened.Close()
		}
	}()
	err = Guard(func() error {
		r, err := reader.NewParquetColumnReader(opened, 1)
		if err != nil {
			return err
		}
		f = &Footer{file: opened.(*local.LocalFile).File, Close: opened.Close, meta: r.Footer, schema: r.SchemaHandler}
		return f.walk()
	})
	return f, err
}

// walk lists the leaves in file order, which is the schema tree, depth first.
func (f *Footer) walk() error {
	at := 1
	var visit func(outer, inner []string, inList bool) error
	visit = func(outer, inner []string, inList bool) error {
		if at >= len(f.schema.SchemaElements) {
			return fmt.Errorf("the schema ends early: got %d elements", at)
		}
		e, names := f.schema.SchemaElements[at], f.schema.Infos[at]
		at++
		outer, inner = append(outer[:len(outer):len(outer)], names.ExName), append(inner[:len(inner):len(inner)], names.InName)
		inList = inList || e.IsSetConvertedType() && e.GetConvertedType() == parquet.ConvertedType_LIST
		for range e.GetNumChildren() {
			if err := visit(outer, inner, inList); err != nil {
				return err
			}
		}
		if e.GetNumChildren() > 0 {
			return nil
		}
		l := leafPath{Path: strings.Join(outer, "."), inner: inner, element: e, inList: inList}
		full := append([]string{f.schema.GetRootInName()}, inner...)
		var err error
		if l.definition, err = f.schema.MaxDefinitionLevel(full); err != nil {
			return err
		}
		if l.repetition, err = f.schema.MaxRepetitionLevel(full); err != nil {
			return err
		}
		f.Leaves = append(f.Leaves, l)
		return nil
	}
	for at < len(f.schema.SchemaElements) {
		if err := visit(nil, nil, false); err != nil {
			return err
		}
	}
	return nil
}

// lines is the schema of the file in the words of column.schema.
func (f *Footer) Lines() []string {
	var lines []string
	for _, l := range f.Leaves {
		lines = append(lines, l.line())
	}
	return lines
}

func (l *leafPath) line() string {
	words := []string{l.Path, l.element.GetType().String()}
	if l.element.IsSetConvertedType() {
		converted := l.element.GetConvertedType().String()
		if l.element.GetConvertedType() == parquet.ConvertedType_DECIMAL {
			converted = fmt.Sprintf("%s(%d,%d)", converted, l.element.GetPrecision(), l.element.GetScale())
		}
		words = append(words, converted)
	}
	words = append(words, l.element.GetRepetitionType().String())
	if l.inList {
		words = append(words, "LIST")
	}
	return strings.Join(words, " ") + fmt.Sprintf(" %d/%d", l.definition, l.repetition)
}

// Rows is the number of rows that the footer gives the file.
func (f *Footer) Rows() int64 { return f.meta.GetNumRows() }
