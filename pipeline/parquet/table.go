package parquet

import (
	"fmt"
	"math"
	"sync"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"
)

// Table is a kind of file: its columns in order, which do not depend on the data. R is the row.
type Table[R any] struct {
	Name     string
	Columns  []Column[R]
	Weight   func(row *R) int    // roughly the bytes of the row's texts
	Position func(row *R) string // where the row comes from, for errors
	pool     sync.Pool           // of batches whose rows are written
}

// Batch is a portion of rows turned into columns, ready to be written.
type Batch struct {
	rows    int
	leaves  []leafBuffer
	weights []int32 // of the rows
	err     error
}

// fixedBytes is what a row takes beside its texts, roughly.
const fixedBytes = 256

// build turns rows into columns, which own their bytes. It depends on nothing but the rows, and runs on any goroutine.
func (t *Table[R]) build(rows []R) (b *Batch) {
	if b, _ = t.pool.Get().(*Batch); b == nil {
		b = t.newColumns()
	}
	defer func() {
		if r := recover(); r != nil {
			b.err = fmt.Errorf("cannot build rows of %s: %v", t.Name, r)
		}
	}()
	b.rows = len(rows)
	leaves := b.leaves
	for _, c := range t.Columns {
		own := leaves[:len(c.fields)]
		leaves = leaves[len(c.fields):]
		for i := range rows {
			c.fill(&rows[i], own)
		}
		for i := range own {
			if l := &own[i]; l.refusal != "" && b.err == nil {
				b.err = fmt.Errorf("cannot write column %s of %s for %s: %s", c.name, t.Name, t.Position(&rows[l.refusedAt]), l.refusal)
			}
		}
	}
	for i := range rows {
		b.weights = append(b.weights, int32(min(fixedBytes+t.Weight(&rows[i]), math.MaxInt32)))
	}
	return b
}

func (t *Table[R]) newColumns() *Batch {
	b := new(Batch)
	for _, c := range t.Columns {
		for _, f := range c.fields {
			l := leafBuffer{field: f, nested: c.shape != plainShape}
			if f.kind == text && !f.noDictionary {
				l.dictionary = new(cachedDictionary)
			}
			b.leaves = append(b.leaves, l)
		}
	}
	return b
}

// release gives a batch back, to be filled again. Nothing of it may be used any more.
func (t *Table[R]) release(b *Batch) {
	b.rows, b.weights, b.err = 0, b.weights[:0], nil
	for i := range b.leaves {
		b.leaves[i].reset()
	}
	t.pool.Put(b)
}

// root is the schema as the Parquet writer wants it.
func (t *Table[R]) root() (*schema.GroupNode, error) {
	var nodes schema.FieldList
	for _, c := range t.Columns {
		node, err := c.node()
		if err != nil {
			return nil, fmt.Errorf("cannot describe column %s: %w", c.name, err)
		}
		nodes = append(nodes, node)
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, nodes, -1)
}

// Schema is the table as lines of text, one to a leaf column: its path, type and repetition, LIST within a list, and the highest definition
// and repetition levels.
func (t *Table[R]) Schema() []string {
	var lines []string
	for _, c := range t.Columns {
		lines = append(lines, c.schema()...)
	}
	return lines
}

// paths are the dotted names of all leaf columns.
func (t *Table[R]) paths() []string {
	var paths []string
	for _, c := range t.Columns {
		paths = append(paths, c.paths()...)
	}
	return paths
}
