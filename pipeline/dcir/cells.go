package dcir

import (
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// cells reads the cells of a row and remembers the first that cannot be read.
type cells struct {
	*plan
	fields [][]byte
	bad    *unreadable
}

// of is a cell; empty where the file has no such column.
func (r *cells) of(c column) []byte {
	if at := r.at[c]; at >= 0 {
		return r.fields[at]
	}
	return nil
}

func (r *cells) fail(c column, reason string) {
	if r.bad == nil {
		r.bad = &unreadable{c, reason}
	}
}

// number reads a code; 0, which says that there is none, where the cell is empty.
func (r *cells) number(c column) int64 {
	b := r.of(c)
	if len(b) == 0 {
		return 0
	}
	n, ok := readInt(b)
	if !ok {
		r.fail(c, quote(b, aNumber))
	}
	return n
}

func (r *cells) day(c column) (civil.Day, bool) {
	b := r.of(c)
	d, known, ok := readDay(b)
	if !ok {
		if c == benDcdDte {
			r.fail(c, unquoted(b, aDay))
		} else {
			r.fail(c, quote(b, aDay))
		}
	}
	return d, known
}

func (r *cells) money(c column) (claim.Cents, bool) {
	b := r.of(c)
	if len(b) == 0 {
		return 0, false
	}
	n, ok := readMoney(b)
	if !ok {
		r.fail(c, quote(b, money))
	}
	return n, ok
}

// needed reads a text that must be there.
func (r *cells) needed(c column) []byte {
	b := r.of(c)
	if len(b) == 0 {
		r.fail(c, "got an empty cell; want "+aText)
	}
	return b
}

// packer packs rows, with room that it uses again.
type packer struct {
	*Options
	cells
	key    []byte // of the row
	packed []byte // the row
	act    act
	trip   claim.Claim
	id     []byte
	person []byte
	plate  []byte
	match  []byte
}

// pack packs a row of a file, or says why it gives nothing. Of a row whose key alone can be read it packs that there is one; of
// any other, nothing.
func (p *packer) pack(f *File, at place, row *tablefile.Record) *tablefile.Reject {
	p.packed = p.packed[:0]
	reject := func(name, why string) *tablefile.Reject {
		r := row.Reject(f.Name, name, why)
		return &r
	}
	var bad *unreadable
	if row.Fault != nil {
		if row.Undecoded != nil { // a key is ASCII, whatever the encoding of a name is
			if p.key, bad = appendRowKey(p.key[:0], f.plan, row.Undecoded); bad == nil {
				p.packed = appendHead(p.packed, f.Table|unread, at)
			}
		}
		return reject(row.Fault.Column, row.Fault.Reason)
	}
	p.plan, p.fields, p.bad = f.plan, row.Fields, nil
	if p.key, bad = appendRowKey(p.key[:0], p.plan, p.fields); bad != nil {
		return reject(bad.column.String(), bad.reason)
	}
	switch f.Table {
	case Acts:
		p.readAct(at)
		p.packed = appendAct(p.packed, &p.act)
	case Details:
		d := p.readDetail(at)
		p.packed = appendDetail(p.packed, &d)
	case Trips:
		p.readTrip()
		p.packed = appendTrip(p.packed, at, &p.trip)
	}
	if p.bad != nil {
		p.packed = appendHead(p.packed[:0], f.Table|unread, at)
		return reject(p.bad.column.String(), p.bad.reason)
	}
	return nil
}
