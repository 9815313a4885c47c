package dcir

import (
	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

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
	plates cell.Plates
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
			if p.key, bad = appendRowKey(p.key[:0], f.columns, row.Undecoded, nil); bad == nil {
				p.packed = appendHead(p.packed, f.Table|unreadFlag, id)
			}
		}
		return reject(row.Fault.Column, row.Fault.Reason)
	}
	p.columnIndex, p.fields, p.fault = f.columns, row.Fields, nil
	if p.key, bad = appendRowKey(p.key[:0], p.columnIndex, p.fields, p.note); bad != nil {
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
