package dcir

import (
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// rowReader reads the cells of a row. It remembers the first cell that cannot be read.
type rowReader struct {
	*columnIndex
	fields [][]byte
	fault  *cellFault
}

// cell is the text of a column; empty where the file has no such column.
func (r *rowReader) cell(c columnID) []byte {
	if i := r.at[c]; i >= 0 {
		return r.fields[i]
	}
	return nil
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

func (r *rowReader) day(c columnID) (civil.Day, bool) {
	b := r.cell(c)
	d, known, ok := readDay(b)
	if !ok {
		r.fail(c, describeCell(b, wantDay))
	}
	return d, known
}

func (r *rowReader) money(c columnID) (claim.Cents, bool) {
	b := r.cell(c)
	if len(b) == 0 {
		return 0, false
	}
	n, ok := readMoney(b)
	if !ok {
		r.fail(c, describeCell(b, wantMoney))
	}
	return n, ok
}

// requiredText reads a text that must not be empty.
func (r *rowReader) requiredText(c columnID) []byte {
	b := r.cell(c)
	if len(b) == 0 {
		r.fail(c, "got an empty cell; want "+wantText)
	}
	return b
}

// packer packs rows on one goroutine. It reuses its buffers for every row.
type packer struct {
	*Options
	rowReader
	key    []byte // of the row
	packed []byte // the packed row; empty where the row gives nothing
	act    actRow
	trip   claim.Claim
	id     []byte
	person []byte
	plate  []byte
	match  []byte
}

// pack packs a row of a file, or returns why it is rejected. A rejected row whose key can be read is packed all the same, with the
// unread flag and nothing else. A row without a readable key leaves packed empty.
func (p *packer) pack(f *File, id rowID, row *tablefile.Record) *tablefile.Reject {
	p.packed = p.packed[:0]
	reject := func(name, why string) *tablefile.Reject {
		r := row.Reject(f.Name, name, why)
		return &r
	}
	var bad *cellFault
	if row.Fault != nil {
		if row.Undecoded != nil { // the encoding of names does not matter to the key, which is ASCII
			if p.key, bad = appendRowKey(p.key[:0], f.columns, row.Undecoded); bad == nil {
				p.packed = appendHead(p.packed, f.Table|unreadFlag, id)
			}
		}
		return reject(row.Fault.Column, row.Fault.Reason)
	}
	p.columnIndex, p.fields, p.fault = f.columns, row.Fields, nil
	if p.key, bad = appendRowKey(p.key[:0], p.columnIndex, p.fields); bad != nil {
		return reject(bad.column.String(), bad.reason)
	}
	switch f.Table {
	case Acts:
		p.readAct(id)
		p.packed = packAct(p.packed, &p.act)
	case Details:
		d := p.readDetail(id)
		p.packed = packDetail(p.packed, &d)
	case Trips:
		p.readTrip()
		p.packed = packTrip(p.packed, id, &p.trip)
	}
	if p.fault != nil {
		p.packed = appendHead(p.packed[:0], f.Table|unreadFlag, id)
		return reject(p.fault.column.String(), p.fault.reason)
	}
	return nil
}
