package dcir

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// detailRow is a row of ER_DTR_F.
type detailRow struct {
	rowID          rowID
	order          int64    // TRS_ORD_NUM; unordered where there is none
	code           int32    // TRS_PRS_IDE
	quantity       claim.Km // TRS_ACT_QSN, in tenths
	hasQuantity    bool     // the cell of the quantity is filled
	reasonCode     int64    // TRS_TRS_MTF; -1 where there is none
	quantityColumn bool     // the file has the column of quantities
	reasonColumn   bool     // the file has the column of reasons
}

const unordered = -1

const detailVarints = 4 // in a packed detail, behind its flags

// Flags of a packed detail.
const (
	detailHasQuantity = 1 << iota
	detailQuantityColumn
	detailReasonColumn
)

func (d *detailRow) flags() (flags byte) {
	for i, on := range [...]bool{d.hasQuantity, d.quantityColumn, d.reasonColumn} {
		if on {
			flags |= 1 << i
		}
	}
	return flags
}

func packDetail(to []byte, d *detailRow) []byte {
	to = append(appendHead(to, Details, d.rowID), d.flags())
	to = binary.AppendVarint(to, d.order)
	to = binary.AppendVarint(to, int64(d.code))
	to = binary.AppendVarint(to, int64(d.quantity))
	return binary.AppendVarint(to, d.reasonCode)
}

func unpackDetail(b []byte) (d detailRow) {
	_, d.rowID = readHead(b)
	flags := b[rowHead]
	d.hasQuantity, d.quantityColumn, d.reasonColumn = flags&detailHasQuantity != 0, flags&detailQuantityColumn != 0, flags&detailReasonColumn != 0
	b = b[rowHead+1:]
	next := func() int64 {
		n, size := binary.Varint(b)
		b = b[size:]
		return n
	}
	d.order = next()
	d.code = int32(next())
	d.quantity = claim.Km(next())
	d.reasonCode = next()
	return d
}

// maxCode is far beyond any code of the tariff.
const maxCode = 9999

// maxQuantity is the largest quantity that TRS_ACT_QSN can hold, in tenths. The sum of those of one act fits in an int32.
const maxQuantity = 999_999

// readDetail reads a row of ER_DTR_F.
func (p *packer) readDetail(id rowID) detailRow {
	d := detailRow{rowID: id, reasonCode: -1, quantityColumn: p.has(trsActQsn), reasonColumn: p.has(trsTrsMtf)}
	code := p.number(trsPrsIde)
	if len(p.cell(trsPrsIde)) == 0 || code > maxCode {
		p.fail(trsPrsIde, describeCell(p.cell(trsPrsIde), "a code of a billed detail"))
	}
	d.code, d.order = int32(code), unordered
	if len(p.cell(trsOrdNum)) > 0 {
		d.order = p.number(trsOrdNum)
	}
	if b := p.cell(trsActQsn); len(b) > 0 {
		const want = "a number of at most 5 digits and 1 decimal"
		n, _ := readDecimal(&p.rowReader, trsActQsn, bytes.TrimPrefix(b, []byte{'-'}), claim.ReadKm, want)
		if n > maxQuantity || len(b) == 1 && b[0] == '-' {
			p.fail(trsActQsn, describeCell(b, want))
		}
		if b[0] == '-' { // a correction of an earlier quantity
			n = -n
		}
		d.quantity, d.hasQuantity = n, true
	}
	if len(p.cell(trsTrsMtf)) > 0 {
		d.reasonCode = p.number(trsTrsMtf)
	}
	return d
}

// kilometres are the pairs of codes that carry the kilometres of an act. 21 and 22 are the kilometres themselves. 23 to 26 are
// surcharges on the same kilometres and are used only where neither is billed: first the pair for nights, then the pair for
// Sundays.
var kilometres = [...][2]int32{{21, 22}, {23, 24}, {25, 26}}

// Other codes that say something about the trip.
const (
	emergencyCall = 43
	twoPatients   = 61
	threePatients = 62
)

// compare puts details in billing order. Details of one TRS_ORD_NUM are ordered by content, and only copies by their row id, so
// that the order of the rows makes no difference.
func (d detailRow) compare(o detailRow) int {
	return cmp.Or(cmp.Compare(d.order, o.order), cmp.Compare(d.code, o.code), cmp.Compare(d.quantity, o.quantity), cmp.Compare(d.reasonCode, o.reasonCode),
		cmp.Compare(d.flags(), o.flags()), cmp.Compare(d.rowID, o.rowID))
}

// sameContent reports whether two details have the same content.
func (d detailRow) sameContent(o detailRow) bool {
	d.rowID = o.rowID
	return d == o
}

// applyDetails writes into a leg what the details of its act say. Where they are not complete it writes nothing, because a detail
// that could not be read may say anything. onlyTrip is set for the only trip of an act: among several trips, nothing says which
// kilometres belong to which.
func applyDetails(list []detailRow, complete, onlyTrip bool, leg *claim.Claim, codes []byte) []byte {
	described := claim.Columns(0).With(claim.ColTariffCodes).With(claim.ColEmergency).With(claim.ColSurcharge).With(claim.ColSharedCode)
	if !complete {
		leg.Present |= described.With(claim.ColBilledKm)
		applyKilometres(nil, false, leg)
		return codes
	}
	if len(list) == 0 {
		applyKilometres(nil, onlyTrip, leg)
		return codes
	}
	codes = codes[:0]
	leg.Emergency, leg.Surcharge, leg.SharedCode = claim.No, claim.NoSurcharge, 0
	reasonCode := int64(-1)
	reasonColumn := false
	for i := range list {
		d := &list[i]
		reasonColumn = reasonColumn || d.reasonColumn
		if i > 0 {
			codes = append(codes, ';')
		}
		codes = strconv.AppendInt(codes, int64(d.code), 10)
		if reasonCode < 0 {
			reasonCode = d.reasonCode
		}
		tariff, _ := law.TariffOf(int(d.code))
		switch {
		case d.code == emergencyCall:
			leg.Emergency = claim.Yes
		case d.code == twoPatients && leg.SharedCode == 0:
			leg.SharedCode = 2
		case d.code == threePatients:
			leg.SharedCode = claim.ThreeOrMore
		case tariff.Kind == law.Night:
			leg.Surcharge = claim.NightSurcharge
		case tariff.Kind == law.SundayRate && leg.Surcharge != claim.NightSurcharge:
			leg.Surcharge = claim.SundaySurcharge
		}
	}
	leg.TariffCodes = view(codes)
	leg.Present |= described
	leg.Known |= described
	if reasonColumn && reasonCode >= 0 {
		if leg.Reason = reasonOf(reasonCode); leg.Reason != 0 {
			leg.Present, leg.Known = leg.Present.With(claim.ColReason), leg.Known.With(claim.ColReason)
		}
	}
	applyKilometres(list, onlyTrip, leg)
	return codes
}

// applyKilometres adds up the billed kilometres of the act, corrections included. A leg of an act with several trips has
// the certified distance, or no distance.
func applyKilometres(list []detailRow, onlyTrip bool, leg *claim.Claim) {
	if leg.Present.Has(claim.ColMeasuredKm) || slices.ContainsFunc(list, func(d detailRow) bool { return d.quantityColumn }) {
		leg.Present = leg.Present.With(claim.ColBilledKm)
	}
	if !onlyTrip {
		if leg.Known.Has(claim.ColMeasuredKm) {
			leg.BilledKm, leg.Known = leg.MeasuredKm, leg.Known.With(claim.ColBilledKm)
		}
		return
	}
	for _, pair := range kilometres {
		billed, incomplete := false, false
		for i := range list {
			if d := &list[i]; d.code == pair[0] || d.code == pair[1] {
				leg.BilledKm += d.quantity
				billed, incomplete = true, incomplete || !d.hasQuantity
			}
		}
		if billed {
			if incomplete || leg.BilledKm < 0 { // a missing quantity is not replaced by those of other codes
				leg.BilledKm = 0
				return
			}
			leg.Known = leg.Known.With(claim.ColBilledKm)
			return
		}
	}
}
