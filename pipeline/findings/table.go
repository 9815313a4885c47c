package findings

import (
	"fmt"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"
)

// table is one file of the contract: its columns in order, which never change with the data.
type table[R any] struct {
	name    string
	columns []column[R]
	weigh   func(row *R) int    // roughly the bytes of the row's texts
	place   func(row *R) string // where the row comes from, for errors
}

// batch is a portion of rows turned into columns.
type batch struct {
	rows   int
	bytes  int64 // estimate
	leaves []leaf
	err    error
}

// fixedBytes is what a row takes beside its texts, roughly.
const fixedBytes = 256

// build turns rows into columns. It is a pure function of the rows and runs on any goroutine.
func (t *table[R]) build(rows []R) (b batch) {
	defer func() {
		if r := recover(); r != nil {
			b.err = fmt.Errorf("cannot build rows of %s: %v", t.name, r)
		}
	}()
	b.rows = len(rows)
	for _, c := range t.columns {
		leaves := make([]leaf, len(c.fields))
		for i, f := range c.fields {
			leaves[i] = leaf{field: f, nested: c.shape != plain}
			leaves[i].grow(len(rows))
		}
		for i := range rows {
			c.fill(&rows[i], leaves)
		}
		for i := range leaves {
			if l := &leaves[i]; l.fault != "" && b.err == nil {
				b.err = fmt.Errorf("cannot write column %s of %s for %s: %s", c.name, t.name, t.place(&rows[l.faultAt]), l.fault)
			}
		}
		b.leaves = append(b.leaves, leaves...)
	}
	for i := range rows {
		b.bytes += int64(fixedBytes + t.weigh(&rows[i]))
	}
	return b
}

// grow makes room for the values of a plain column.
func (l *leaf) grow(rows int) {
	switch l.kind {
	case text, blob:
		l.texts = make([]parquet.ByteArray, 0, rows)
	case date:
		l.ints = make([]int32, 0, rows)
	case flag:
		l.flags = make([]bool, 0, rows)
	default:
		l.longs = make([]int64, 0, rows)
	}
	if l.nested || l.optional {
		l.levels = make([]int16, 0, rows)
	}
	if l.nested {
		l.starts = make([]int16, 0, rows)
	}
}

// root is the schema as the Parquet writer wants it.
func (t *table[R]) root() (*schema.GroupNode, error) {
	var nodes schema.FieldList
	for _, c := range t.columns {
		node, err := c.node()
		if err != nil {
			return nil, fmt.Errorf("cannot describe column %s: %w", c.name, err)
		}
		nodes = append(nodes, node)
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, nodes, -1)
}

// schema is the table as lines, one per leaf column.
func (t *table[R]) schema() []string {
	var lines []string
	for _, c := range t.columns {
		lines = append(lines, c.schema()...)
	}
	return lines
}

// paths are the dotted names of all leaf columns.
func (t *table[R]) paths() []string {
	var paths []string
	for _, c := range t.columns {
		paths = append(paths, c.paths()...)
	}
	return paths
}

// sparse are the paths of the columns that go without a dictionary.
func (t *table[R]) sparse() []string {
	var paths []string
	for _, c := range t.columns {
		for i, path := range c.paths() {
			if c.fields[i].distinct {
				paths = append(paths, path)
			}
		}
	}
	return paths
}
