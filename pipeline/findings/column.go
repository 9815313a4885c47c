package findings

import (
	"fmt"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// column is one column of a table: how it is called and typed, and where a row has its value. R is the row.
type column[R any] struct {
	name   string
	shape  shape
	fields []field
	fill   func(row *R, to []leaf) // one leaf per field
}

type shape uint8

const (
	plain   shape = iota
	list          // of the only field
	structs       // list of structs of the fields
)

// field is a leaf column. The values in lists and structs are never null; an empty list is a list without entries.
type field struct {
	name     string
	kind     kind
	optional bool
	distinct bool // of a text: hardly two values alike, so that no dictionary is tried
}

type kind uint8

const (
	text  kind = iota
	blob       // any bytes
	whole      // int64
	money      // decimal(12,2), in cents
	ratio      // decimal(18,4), in ten-thousandths
	date       // days since 1970-01-01
	flag
)

// Parquet knows these precisions; a number that does not fit is refused when its row is written.
const (
	moneyDigits, moneyScale = 12, 2
	ratioDigits, ratioScale = 18, 4
)

func single[R any](name string, k kind, fill func(*R, []leaf)) column[R] {
	return column[R]{name: name, fields: []field{{name: name, kind: k}}, fill: fill}
}

// nullable lets a plain column be null: where a text is empty, or a day not known.
func (c column[R]) nullable() column[R] {
	c.fields[0].optional = true
	return c
}

// distinct turns the dictionary of a text off.
func (c column[R]) distinct() column[R] {
	for i := range c.fields {
		c.fields[i].distinct = true
	}
	return c
}

func texts[R any](name string, of func(*R) string) column[R] {
	return single(name, text, func(row *R, to []leaf) { to[0].text(of(row)) })
}

func bytesOf[R any](name string, of func(*R) []byte) column[R] {
	return single(name, blob, func(row *R, to []leaf) { to[0].bytes(of(row)) })
}

func counts[R any](name string, of func(*R) int64) column[R] {
	return single(name, whole, func(row *R, to []leaf) { to[0].number(of(row)) })
}

func flags[R any](name string, of func(*R) bool) column[R] {
	return single(name, flag, func(row *R, to []leaf) { to[0].flag(of(row)) })
}

func days[R any](name string, of func(*R) civil.Day) column[R] {
	return single(name, date, func(row *R, to []leaf) { to[0].day(of(row)) })
}

func amounts[R any](name string, of func(*R) claim.Cents) column[R] {
	return single(name, money, func(row *R, to []leaf) { to[0].number(int64(of(row))) })
}

// countsIf, amountsIf, ratiosIf and flagsIf are null where the row has no value.
func countsIf[R any](name string, of func(*R) (int64, bool)) column[R] {
	return single(name, whole, func(row *R, to []leaf) { to[0].numberIf(of(row)) }).nullable()
}

func amountsIf[R any](name string, of func(*R) (claim.Cents, bool)) column[R] {
	return single(name, money, func(row *R, to []leaf) {
		cents, known := of(row)
		to[0].numberIf(int64(cents), known)
	}).nullable()
}

func ratiosIf[R any](name string, of func(*R) rules.Ratio) column[R] {
	return single(name, ratio, func(row *R, to []leaf) {
		r := of(row)
		to[0].numberIf(r.TenThousandths, r.Known)
	}).nullable()
}

func flagsIf[R any](name string, of func(*R) claim.Flag) column[R] {
	return single(name, flag, func(row *R, to []leaf) {
		if f := of(row); f != 0 {
			to[0].flag(f == claim.Yes)
			return
		}
		to[0].null()
	}).nullable()
}

func lists[R any](name string, of func(*R) []string) column[R] {
	return column[R]{name, list, []field{{name: "element", kind: text}}, func(row *R, to []leaf) {
		values := of(row)
		startList(to, len(values))
		for i, v := range values {
			to[0].repeated = i > 0
			to[0].text(v)
		}
	}}
}

func factLists[R any](name string, of func(*R) []rules.Shown) column[R] {
	fields := []field{{name: "name", kind: text}, {name: "value", kind: text}, {name: "source", kind: text}}
	return column[R]{name, structs, fields, func(row *R, to []leaf) {
		facts := of(row)
		startList(to, len(facts))
		for i, fact := range facts {
			for j, v := range [...]string{fact.Name, fact.Value, fact.Source} {
				to[j].repeated = i > 0
				to[j].text(v)
			}
		}
	}}
}

// node is the column as the Parquet writer wants it.
func (c column[R]) node() (schema.Node, error) {
	switch c.shape {
	case list:
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
func (c column[R]) paths() []string {
	switch c.shape {
	case list:
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
func (c column[R]) schema() []string {
	var lines []string
	for i, path := range c.paths() {
		line := path + " " + kindNames[c.fields[i].kind]
		switch {
		case c.shape != plain:
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
	text: "BYTE_ARRAY UTF8", blob: "BYTE_ARRAY", whole: "INT64 INT_64", date: "INT32 DATE", flag: "BOOLEAN",
	money: fmt.Sprintf("INT64 DECIMAL(%d,%d)", moneyDigits, moneyScale),
	ratio: fmt.Sprintf("INT64 DECIMAL(%d,%d)", ratioDigits, ratioScale),
}
