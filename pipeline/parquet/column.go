package parquet

import (
	"fmt"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Column is one column of a table: its name and type, and where a row has its value. R is the row.
type Column[R any] struct {
	name   string
	shape  shape
	fields []field
	fill   func(row *R, to []leafBuffer) // one leaf per field
}

type shape uint8

const (
	plainShape shape = iota
	listShape        // of the only field
	structs          // list of structs of the fields
)

// field is a leaf column. The values in lists and structs are never null; an empty list is a list without entries.
type field struct {
	name         string
	kind         kind
	optional     bool
	noDictionary bool // of a text
}

type kind uint8

const (
	text    kind = iota
	blob         // any bytes
	whole        // int64
	whole32      // int32
	money        // decimal(12,2), in cents
	ratio        // decimal(18,4), in ten-thousandths
	date         // days since 1970-01-01
	flag
)

// Parquet knows these precisions; a number that does not fit is refused when its row is written.
const (
	moneyDigits, moneyScale = 12, 2
	ratioDigits, ratioScale = 18, 4
)

func single[R any](name string, k kind, fill func(*R, []leafBuffer)) Column[R] {
	return Column[R]{name: name, fields: []field{{name: name, kind: k}}, fill: fill}
}

// Nullable writes null where a text or bytes are empty, or a day is not known. The column must not be a list.
func (c Column[R]) Nullable() Column[R] {
	c.fields[0].optional = true
	return c
}

// NoDictionary writes a text without a dictionary: for columns in which values hardly ever repeat.
func (c Column[R]) NoDictionary() Column[R] {
	for i := range c.fields {
		c.fields[i].noDictionary = true
	}
	return c
}

// Text is a string.
func Text[R any](name string, of func(*R) string) Column[R] {
	return single(name, text, func(row *R, to []leafBuffer) { to[0].text(of(row)) })
}

// Bytes is any bytes.
func Bytes[R any](name string, of func(*R) []byte) Column[R] {
	return single(name, blob, func(row *R, to []leafBuffer) { to[0].bytes(of(row)) })
}

// Int is an int64.
func Int[R any](name string, of func(*R) int64) Column[R] {
	return single(name, whole, func(row *R, to []leafBuffer) { to[0].number(of(row)) })
}

// Int32 is an int32. It refuses a number that does not fit.
func Int32[R any](name string, of func(*R) int64) Column[R] {
	return single(name, whole32, func(row *R, to []leafBuffer) { to[0].number32(of(row)) })
}

// Bool is a boolean.
func Bool[R any](name string, of func(*R) bool) Column[R] {
	return single(name, flag, func(row *R, to []leafBuffer) { to[0].flag(of(row)) })
}

// Date is a date. It refuses a day that is not known, unless it is Nullable.
func Date[R any](name string, of func(*R) civil.Day) Column[R] {
	return single(name, date, func(row *R, to []leafBuffer) { to[0].day(of(row)) })
}

// Cents is an amount, decimal(12,2).
func Cents[R any](name string, of func(*R) claim.Cents) Column[R] {
	return single(name, money, func(row *R, to []leafBuffer) { to[0].number(int64(of(row))) })
}

// OptionalInt is an int64, null where it is not known.
func OptionalInt[R any](name string, of func(*R) (int64, bool)) Column[R] {
	return single(name, whole, func(row *R, to []leafBuffer) { to[0].numberIf(of(row)) }).Nullable()
}

// OptionalCents is an amount, decimal(12,2), null where it is not known.
func OptionalCents[R any](name string, of func(*R) (claim.Cents, bool)) Column[R] {
	return single(name, money, func(row *R, to []leafBuffer) {
		cents, known := of(row)
		to[0].numberIf(int64(cents), known)
	}).Nullable()
}

// OptionalDecimal is a decimal(18,4), given in ten-thousandths, null where it is not known.
func OptionalDecimal[R any](name string, of func(*R) (tenThousandths int64, known bool)) Column[R] {
	return single(name, ratio, func(row *R, to []leafBuffer) { to[0].numberIf(of(row)) }).Nullable()
}

// OptionalFlag is a boolean, null where the flag is neither yes nor no.
func OptionalFlag[R any](name string, of func(*R) claim.Flag) Column[R] {
	return single(name, flag, func(row *R, to []leafBuffer) {
		if f := of(row); f != 0 {
			to[0].flag(f == claim.Yes)
			return
		}
		to[0].null()
	}).Nullable()
}

// TextList is a list of texts, never null.
func TextList[R any](name string, of func(*R) []string) Column[R] {
	return Column[R]{name, listShape, []field{{name: "element", kind: text}}, func(row *R, to []leafBuffer) {
		values := of(row)
		beginList(to, len(values))
		for i, v := range values {
			to[0].repeated = i > 0
			to[0].text(v)
		}
	}}
}

// StructList is a list of structs, never null. Its members are columns of the element that are neither lists nor nullable.
func StructList[R, E any](name string, of func(*R) []E, members ...Column[E]) Column[R] {
	var fields []field
	for _, m := range members {
		fields = append(fields, m.fields...)
	}
	return Column[R]{name, structs, fields, func(row *R, to []leafBuffer) {
		elements := of(row)
		beginList(to, len(elements))
		for i := range elements {
			for j := range members {
				to[j].repeated = i > 0
				members[j].fill(&elements[i], to[j:j+1])
			}
		}
	}}
}

// node is the column as the Parquet writer wants it.
func (c Column[R]) node() (schema.Node, error) {
	switch c.shape {
	case listShape:
		element, err := c.fields[0].node()
		if err != nil {
			return nil, err
		}
		return schema.ListOfWithName(c.name, element, parquet.Repetitions.Required, -1)
	case structs:
		var members schema.FieldList
		for _, f := range c.fields {
			member, err := f.node()
			if err != nil {
				return nil, err
			}
			members = append(members, member)
		}
		element, err := schema.NewGroupNode("element", parquet.Repetitions.Required, members, -1)
		if err != nil {
			return nil, err
		}
		return schema.ListOfWithName(c.name, element, parquet.Repetitions.Required, -1)
	}
	return c.fields[0].node()
}

func (f field) node() (schema.Node, error) {
	logical, physical := schema.LogicalType(schema.NoLogicalType{}), parquet.Types.ByteArray
	switch f.kind {
	case text:
		logical = schema.StringLogicalType{}
	case whole:
		logical, physical = schema.NewIntLogicalType(64, true), parquet.Types.Int64
	case whole32:
		logical, physical = schema.NewIntLogicalType(32, true), parquet.Types.Int32
	case money:
		logical, physical = schema.NewDecimalLogicalType(moneyDigits, moneyScale), parquet.Types.Int64
	case ratio:
		logical, physical = schema.NewDecimalLogicalType(ratioDigits, ratioScale), parquet.Types.Int64
	case date:
		logical, physical = schema.DateLogicalType{}, parquet.Types.Int32
	case flag:
		physical = parquet.Types.Boolean
	}
	repetition := parquet.Repetitions.Required
	if f.optional {
		repetition = parquet.Repetitions.Optional
	}
	return schema.NewPrimitiveNodeLogical(f.name, repetition, logical, physical, -1, -1)
}

// paths are the dotted names of the leaf columns.
func (c Column[R]) paths() []string {
	switch c.shape {
	case listShape:
		return []string{c.name + ".list.element"}
	case structs:
		var paths []string
		for _, f := range c.fields {
			paths = append(paths, c.name+".list.element."+f.name)
		}
		return paths
	}
	return []string{c.name}
}

// schema is the column as lines of "path type repetition", "LIST" within a list, and the highest definition and repetition
// levels, in the words that footer uses for what it reads.
func (c Column[R]) schema() []string {
	var lines []string
	for i, path := range c.paths() {
		line := path + " " + kindNames[c.fields[i].kind]
		switch {
		case c.shape != plainShape:
			line += " REQUIRED LIST 1/1"
		case c.fields[i].optional:
			line += " OPTIONAL 1/0"
		default:
			line += " REQUIRED 0/0"
		}
		lines = append(lines, line)
	}
	return lines
}

var kindNames = [...]string{
	text: "BYTE_ARRAY UTF8", blob: "BYTE_ARRAY", whole: "INT64 INT_64", whole32: "INT32 INT_32", date: "INT32 DATE", flag: "BOOLEAN",
	money: fmt.Sprintf("INT64 DECIMAL(%d,%d)", moneyDigits, moneyScale),
	ratio: fmt.Sprintf("INT64 DECIMAL(%d,%d)", ratioDigits, ratioScale),
}
