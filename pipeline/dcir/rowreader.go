package dcir

import (
	"bytes"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// rowReader reads the cells of a row, as package cell understands them. It remembers the first cell that cannot be read.
type rowReader struct {
	*columnIndex
	fields [][]byte
	fault  *cellFault

	tally cell.Tally // cells that are not written as the contract has them
}

// note counts how a cell was understood.
func (r *rowReader) note(c columnID, n cell.Note) { r.tally.Add(int(c), n) }

// takeUnderstood gives what was counted since the last call, by the names of the columns.
func (r *rowReader) takeUnderstood() cell.Counts {
	return r.tally.Take(func(c int) string { return columnID(c).String() })
}

// cell is the text of a column; empty where the file has no such column, or the cell a null word. Somebody may be called Nil.
func (r *rowReader) cell(c columnID) []byte {
	i := r.at[c]
	if i < 0 {
		return nil
	}
	b := r.fields[i]
	if len(b) > 0 && len(b) <= cell.LongestNullWord && c != trsCdrNom && c != trsAcpNom && cell.IsNull(b) {
		r.note(c, cell.NullWord)
		r.fields[i], b = nil, nil // so that it is noted once, however often it is read
	}
	return b
}

func (r *rowReader) fail(c columnID, reason string) {
	if r.fault == nil {
		r.fault = &cellFault{c, reason}
	}
}

// number reads a code. An empty cell is 0, which means no code.
func (r *rowReader) number(c columnID) int64 {
	b := r.cell(c)
	if len(b) == 0 {
		return 0
	}
	n, ok := readInt(b)
	if !ok {
		r.fail(c, describeCell(b, wantNumber))
	}
	return n
}

// day reads a day, which is not known where the cell is empty or a sentinel.
func (r *rowReader) day(c columnID) (civil.Day, bool) {
	b := r.cell(c)
	d, note, ok := readDay(b)
	if !ok {
		r.fail(c, describeCell(b, wantDay))
	}
	r.note(c, note)
	return d, d.Known()
}

// servedOn reads the day of an act, which must be one.
func (r *rowReader) servedOn(c columnID) civil.Day {
	b := r.cell(c)
	d, note, ok := readDay(b)
	switch {
	case len(b) == 0, !ok:
		r.fail(c, describeCell(b, wantDay))
	case !d.Known():
		r.fail(c, describeCell(b, cell.WantServed))
	default:
		r.note(c, note)
	}
	return d
}

// money reads an amount: 12.30, .81 or -7, and 12,30 where no comma stands between cells.
func (r *rowReader) money(c columnID) (claim.Cents, bool) {
	return readDecimal(r, c, r.cell(c), claim.ReadCents, cell.WantMoney)
}

// readDecimal reads a number that may have a comma for its point, or a point with nothing behind it. An empty cell has none.
func readDecimal[N any](r *rowReader, c columnID, b []byte, read func([]byte) (N, bool), want string) (n N, known bool) {
	if len(b) == 0 {
		return n, false
	}
	whole := b
	if last := len(b) - 1; last > 0 && (b[last] == '.' || b[last] == ',' && r.decimalComma) {
		whole = b[:last]
	}
	n, note, ok := cell.Number(whole, r.decimalComma, read)
	if !ok {
		if !r.decimalComma && bytes.IndexByte(b, ',') >= 0 {
			want = cell.WantPoint
		}
		r.fail(c, describeCell(b, want))
	}
	r.note(c, note)
	return n, ok
}

// identifier reads an identifier, which is empty where it names nobody.
func (r *rowReader) identifier(c columnID) []byte {
	b := r.cell(c)
	if len(b) == 0 {
		return nil
	}
	clean, note := cell.KnownID(b)
	r.note(c, note)
	return clean
}

// requiredID reads an identifier that must not be an empty cell.
func (r *rowReader) requiredID(c columnID) []byte {
	if len(r.cell(c)) == 0 {
		r.fail(c, "got an empty cell; want "+cell.WantText)
	}
	return r.identifier(c)
}
