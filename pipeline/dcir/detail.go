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

// detail is a packed row of ER_DTR_F.
type detail struct {
	place    place
	order    int64    // TRS_ORD_NUM; unordered where there is none
	code     int32    // TRS_PRS_IDE
	quantity claim.Km // TRS_ACT_QSN, in tenths
	given    bool     // the quantity is there
	motive   int64    // TRS_TRS_MTF; -1 where there is none
	hasKm    bool     // the file has quantities
	hasWhy   bool     // the file has motives
}

const unordered = -1

const detailNumbers = 4 // of a packed detail, behind its bits

// Bits of a packed detail.
const (
	detailGiven = 1 << iota
	detailHasKm
	detailHasWhy
)

func (d *detail) flags() (flags byte) {
	for i, on := range [...]bool{d.given, d.hasKm, d.hasWhy} {
		if on {
			flags |= 1 << i
		}
	}
	return flags
}

func appendDetail(to []byte, d *detail) []byte {
	to = append(appendHead(to, Details, d.place), d.flags())
	to = binary.AppendVarint(to, d.order)
	to = binary.AppendVarint(to, int64(d.code))
	to = binary.AppendVarint(to, int64(d.quantity))
	return binary.AppendVarint(to, d.motive)
}

func readDetail(b []byte) (d detail) {
	_, d.place = readHead(b)
	flags := b[rowHead]
	d.given, d.hasKm, d.hasWhy = flags&detailGiven != 0, flags&detailHasKm != 0, flags&detailHasWhy != 0
	b = b[rowHead+1:]
	next := func() int64 {
		n, size := binary.Varint(b)
		b = b[size:]
		return n
	}
	d.order = next()
	d.code = int32(next())
	d.quantity = claim.Km(next())
	d.motive = next()
	return d
}

// mostCode is far beyond any code: one more is none.
const mostCode = 9999

// mostQuantity is the most that TRS_ACT_QSN has room for, in tenths; those of an act add up to no more than an int32 holds.
const mostQuantity = 999_999

// readDetail reads a row of ER_DTR_F.
func (p *packer) readDetail(at place) detail {
	d := detail{place: at, motive: -1, hasKm: p.has(trsActQsn), hasWhy: p.has(trsTrsMtf)}
	code := p.number(trsPrsIde)
	if len(p.of(trsPrsIde)) == 0 || code > mostCode {
		p.fail(trsPrsIde, quote(p.of(trsPrsIde), "a code of a billed detail"))
	}
	d.code, d.order = int32(code), unordered
	if len(p.of(trsOrdNum)) > 0 {
		d.order = p.number(trsOrdNum)
	}
	if b := p.of(trsActQsn); len(b) > 0 {
		n, ok := readKm(bytes.TrimPrefix(b, []byte{'-'}))
		if !ok || n > mostQuantity {
			p.fail(trsActQsn, quote(b, "a number of at most 5 digits and 1 decimal"))
		}
		if b[0] == '-' { // what is taken back
			n = -n
		}
		d.quantity, d.given = n, true
	}
	if len(p.of(trsTrsMtf)) > 0 {
		d.motive = p.number(trsTrsMtf)
	}
	return d
}

// kilometres of an act are those of codes 21 and 22. 23 to 26 are surcharges on the same kilometres and stand in where neither is
// billed: those of the night, else those of Sundays.
var kilometres = [...][2]int32{{21, 22}, {23, 24}, {25, 26}}

// The other codes that say something of the trip.
const (
	emergencyCall = 43
	twoPatients   = 61
	threePatients = 62
)

// compare puts details in billing order, those of one TRS_ORD_NUM by what they say: where they stand comes last, so that it does not
// matter but for copies.
func (d detail) compare(o detail) int {
	return cmp.Or(cmp.Compare(d.order, o.order), cmp.Compare(d.code, o.code), cmp.Compare(d.quantity, o.quantity), cmp.Compare(d.motive, o.motive),
		cmp.Compare(d.flags(), o.flags()), cmp.Compare(d.place, o.place))
}

// says tells whether two details say the same.
func (d detail) says(o detail) bool {
	d.place = o.place
	return d == o
}

// tell writes into a leg what the details of its act say, in billing order. Of details that are not all there nothing is told: one that could not be
// read may say anything. Alone is the only trip of its act; of several none can be told its kilometres.
func tell(list []detail, whole, alone bool, leg *claim.Claim, codes []byte) []byte {
	told := claim.Columns(0).With(claim.ColTariffCodes).With(claim.ColEmergency).With(claim.ColSurcharge).With(claim.ColSharedCode)
	if !whole {
		leg.Present |= told.With(claim.ColBilledKm)
		tellKm(nil, false, leg)
		return codes
	}
	if len(list) == 0 {
		tellKm(nil, alone, leg)
		return codes
	}
	codes = codes[:0]
	leg.Emergency, leg.Surcharge, leg.SharedCode = claim.No, claim.NoSurcharge, 0
	motive := int64(-1)
	hasWhy := false
	for i := range list {
		d := &list[i]
		hasWhy = hasWhy || d.hasWhy
		if i > 0 {
			codes = append(codes, ';')
		}
		codes = strconv.AppendInt(codes, int64(d.code), 10)
		if motive < 0 {
			motive = d.motive
		}
		tariff, _ := law.TariffOf(int(d.code))
		switch {
		case d.code == emergencyCall:
			leg.Emergency = claim.Yes
		case d.code == twoPatients && leg.SharedCode == 0:
			leg.SharedCode = 2
		case d.code == threePatients:
			leg.SharedCode = 3
		case tariff.Kind == law.Night:
			leg.Surcharge = claim.NightSurcharge
		case tariff.Kind == law.SundayRate && leg.Surcharge != claim.NightSurcharge:
			leg.Surcharge = claim.SundaySurcharge
		}
	}
	leg.TariffCodes = view(codes)
	leg.Present |= told
	leg.Known |= told
	if hasWhy && motive >= 0 {
		if leg.Reason = reason(motive); leg.Reason != 0 {
			leg.Present, leg.Known = leg.Present.With(claim.ColReason), leg.Known.With(claim.ColReason)
		}
	}
	tellKm(list, alone, leg)
	return codes
}

// tellKm adds up the kilometres of the act, what is taken back among them. The leg of an act with several has the certified distance
// or none.
func tellKm(list []detail, alone bool, leg *claim.Claim) {
	if leg.Present.Has(claim.ColMeasuredKm) || slices.ContainsFunc(list, func(d detail) bool { return d.hasKm }) {
		leg.Present = leg.Present.With(claim.ColBilledKm)
	}
	if !alone {
		if leg.Known.Has(claim.ColMeasuredKm) {
			leg.BilledKm, leg.Known = leg.MeasuredKm, leg.Known.With(claim.ColBilledKm)
		}
		return
	}
	for _, pair := range kilometres {
		billed, open := false, false
		for i := range list {
			if d := &list[i]; d.code == pair[0] || d.code == pair[1] {
				leg.BilledKm += d.quantity
				billed, open = true, open || !d.given
			}
		}
		if billed {
			if open || leg.BilledKm < 0 { // a quantity that is not there is none that others stand in for
				leg.BilledKm = 0
				return
			}
			leg.Known = leg.Known.With(claim.ColBilledKm)
			return
		}
	}
}
