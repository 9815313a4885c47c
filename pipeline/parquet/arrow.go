package parquet

import (
	"encoding/binary"
	"fmt"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/decimal128"
)

// ArrowFields are the columns of the table as Arrow fields, all of them nullable.
func (t *Table[R]) ArrowFields() []arrow.Field {
	var fields []arrow.Field
	for _, c := range t.Columns {
		fields = append(fields, arrow.Field{Name: c.name, Type: c.arrow(), Nullable: true})
	}
	return fields
}

func (c Column[R]) arrow() arrow.DataType {
	switch c.shape {
	case listShape:
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
	case whole32:
		return arrow.PrimitiveTypes.Int32
	case flag:
		return arrow.FixedWidthTypes.Boolean
	}
	return arrow.PrimitiveTypes.Int64
}

// ArrowAppender appends rows of a table to Arrow structs. It belongs to one goroutine.
type ArrowAppender[R any] struct {
	table  *Table[R]
	leaves []leafBuffer // of one row, without dictionaries
}

// NewArrowAppender makes an appender of a table's rows.
func NewArrowAppender[R any](t *Table[R]) *ArrowAppender[R] {
	a := &ArrowAppender[R]{table: t}
	for _, c := range t.Columns {
		for _, f := range c.fields {
			a.leaves = append(a.leaves, leafBuffer{field: f, nested: c.shape != plainShape})
		}
	}
	return a
}

// Append appends a row to a builder of ArrowFields, and gives roughly the bytes that the row takes. It refuses the same values as a Writer.
func (a *ArrowAppender[R]) Append(to *array.StructBuilder, row *R) (bytes int, err error) {
	to.Append(true)
	leaves := a.leaves
	for i, c := range a.table.Columns {
		own := leaves[:len(c.fields)]
		leaves = leaves[len(c.fields):]
		for j := range own {
			own[j].reset()
		}
		c.fill(row, own)
		for j := range own {
			if why := own[j].refusal; why != "" {
				return 0, fmt.Errorf("cannot send column %s of %s for %s: %s", c.name, a.table.Name, a.table.Position(row), why)
			}
		}
		c.append(to.FieldBuilder(i), own)
	}
	return fixedBytes + a.table.Weight(row), nil
}

// append adds the column of one row.
func (c Column[R]) append(to array.Builder, leaves []leafBuffer) {
	if c.shape == plainShape {
		leaves[0].append(to, leaves[0].plain, leaves[0].definition == nil || leaves[0].definition[0] == 1)
		return
	}
	of := to.(*array.ListBuilder)
	of.Append(true)
	if leaves[0].definition[0] == 0 {
		return
	}
	values := make([][]byte, len(leaves)) // what is left of each
	for i := range leaves {
		values[i] = leaves[i].plain
	}
	for range leaves[0].definition {
		if c.shape == listShape {
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
func (l *leafBuffer) append(to array.Builder, values []byte, defined bool) (rest []byte) {
	if !defined {
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
	case *array.Int32Builder:
		to.Append(int32(binary.LittleEndian.Uint32(values)))
		return values[4:]
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
	panic(fmt.Sprintf("no column of a table is of %T", to))
}
