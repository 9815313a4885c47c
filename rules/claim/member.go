package claim

import (
	"bytes"
	"cmp"

	"vigie/rules/civil"
)

// Key is what the claims of a group have in common.
type Key uint8

// The keys. ByCrew groups the trips of one crew member, driver or attendant. ByTreatment groups those of one treatment or,
// where none is named, of one patient, prescriber, destination and reason. ByAgreement groups those that may rest on one
// agreement: of one treatment or, where none is named, of one prescription. ByFleet groups the trips of one biller by one kind
// of vehicle. ByBill groups the claims of one biller on one invoice and, apart from that, those on one prescription.
const (
	ByPatient Key = iota
	ByPlate
	ByCrew
	ByPrescription
	ByTreatment
	ByCard
	ByAgreement
	ByFleet
	ByBill
	NumKeys
)

// Member is a claim as a member of a group: what the rules about groups need of it. It has a fixed size and no pointer, so that
// it can be spilled to disk: identifiers are 64-bit hashes, 0 where there is none, and postcodes are packed.
type Member struct {
	Group    uint64 // hash of the key and of what it names; its last bits are the key
	Position uint64 // file and record of the claim, in input order
	Key      Key
	Rules    uint8 // bit set of the rules of the key that are shown the claim, by their order
	Before   uint8 // those that are shown it where they judge the group as it was before tonight
	Context  uint8 // those of both to which it is context only, and which do not judge it

	ID      [24]byte // the claim_id, cut off: the order of claims of one instant
	Kind    Kind
	Service Service
	Earlier bool // of an earlier night: it counts, but is not reported again
	Doubt   bool // its hours lie in an hour that a change of the clock skips or repeats
	DayOnly bool // an act or a trip with a known day only; its instant is that of midnight

	From, To int64 // instants in seconds of absolute time; equal for an act, and where the end or place of a trip is not known
	Day      civil.Day
	SentOn   civil.Day
	InTime   civil.Day // of a bill that was sent late: the first day from which it would have been in time; 0 where that is not known

	Patient, Biller, Plate, Prescription, Facility, Act, Invoice uint64 // the facility of a trip is that at its arrival
	Origin                                                       uint64 // facility from which a trip departs
	Mate                                                         uint64 // with ByCrew: the other of a crew of two
	Departure, Arrival                                           Postcode

	Km         Km
	Billed     Cents
	Stake      Cents  // the amount paid or, where that is not known, billed
	PaidZero   bool   // the amount paid is 0: the bill was refused
	SharedCode uint8  // patients for whom an abatement was billed, ThreeOrMore or CodeUnknown
	Prescribed int32  // trips that the prescription allows; NotGiven where it gives no number
	Limit      int32  // trips that the agreements allow; NotGiven for no limit
	Agreement  uint64 // hash of the agreements
	Opinion    uint8  // verdict of a rule on the claim alone
	Lack       uint8  // what was missing for that, by index in the list of what may be
	Detour     Km     // kilometres over the reference route; NotGiven where that is not known, or nobody asks
	NoDetour   uint8  // what was missing for that, as Lack
}

// CompareMembers orders the members of a group by time, then by claim.
func CompareMembers(a, b *Member) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), bytes.Compare(a.ID[:], b.ID[:]), cmp.Compare(a.Position, b.Position))
}

// Shared codes that are no number of patients: ThreeOrMore of a layout that has one code for three patients and for four, as DCIR, and
// CodeUnknown of a claim that does not give one.
const (
	ThreeOrMore = 5
	CodeUnknown = 255
)

// hash is the id of a group. Its last bits are the key.
func hash(k Key, parts ...string) uint64 {
	h := uint64(k) + 1
	for _, p := range parts {
		h = (h ^ hashText(p)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return h&^keyBits | uint64(k)
}

const keyBits = 15

func keyOf(group uint64) Key { return Key(group & keyBits) }

var _ [keyBits + 1 - NumKeys]struct{} // fails to compile where there are more keys than the bits can hold

// hashOf is the hash of one identifier, 0 for an empty one.
func hashOf(id string) uint64 {
	if id == "" {
		return 0
	}
	return hashText(id) | 1
}

// Postcode is a postcode of five letters or digits, packed; 0 where there is none.
type Postcode uint32

// packPostcode packs a postcode.
func packPostcode(s string) Postcode {
	if len(s) != 5 {
		return 0
	}
	var p Postcode
	for i := range len(s) {
		p = p*37 + Postcode(digit36(s[i])) + 1
	}
	return p
}

// String is the postcode in capitals.
func (p Postcode) String() string {
	if p == 0 {
		return ""
	}
	var b [5]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(p-1)%37%36]
		p = (p - 1) / 37
	}
	return string(b[:])
}

func digit36(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'z':
		return c - 'a' + 10
	case c >= 'A' && c <= 'Z':
		return c - 'A' + 10
	}
	return 35
}

// member is the claim as a member under a key, without its group.
func (c *Case) member(k Key) Member {
	l := c.line
	m := Member{
		Key: k, Kind: l.Kind, Service: l.Service, Day: c.day, SentOn: l.SentOn,
		Patient: hashOf(c.alias(l.PatientID)), Biller: hashOf(l.BillerID), Plate: hashOf(l.Plate), Prescription: hashOf(l.PrescriptionID),
		Invoice:   hashOf(l.InvoiceID),
		Departure: packPostcode(l.DeparturePostcode), Arrival: packPostcode(l.ArrivalPostcode),
		Km: NotGiven, Detour: NotGiven, Billed: l.AmountBilled, PaidZero: c.has(ColAmountReimbursed) && l.AmountReimbursed == 0,
		SharedCode: l.SharedCode, Prescribed: NotGiven, Limit: NotGiven,
	}
	if c.has(ColBilledKm) {
		m.Km = l.BilledKm
	}
	if m.Stake = l.AmountBilled; c.has(ColAmountReimbursed) {
		m.Stake = l.AmountReimbursed
	}
	copy(m.ID[:], l.ClaimID)
	if !c.has(ColSharedCode) {
		m.SharedCode = CodeUnknown
	}
	zone := civil.ZoneOf(c.postcode())
	if l.Kind == Care {
		m.Facility, m.Act = hashOf(l.FacilityID), hashOf(l.ActCode)
		at := l.PerformedAt
		if !at.Known() {
			at, m.DayOnly = l.PerformedOn.Clock(0, 0), true
		}
		m.From, m.Doubt = zone.Instant(at), zone.Doubtful(at)
		m.To = m.From
		return m
	}
	m.Facility, m.Origin = hashOf(l.ArrivalFacility), hashOf(l.DepartureFacility)
	m.From, m.To = c.instants()
	if m.DayOnly = !c.PickUpKnown(); m.DayOnly {
		return m
	}
	m.Doubt = zone.Doubtful(l.DepartedAt) || m.To > m.From && zone.Doubtful(l.ArrivedAt)
	return m
}

// instants are the begin and end of a trip, or the instant of an act, in absolute time. They are equal where the end is not
// known, or the place by whose clock the hours were written.
func (c *Case) instants() (from, to int64) {
	l := c.line
	zone := civil.ZoneOf(c.postcode())
	if l.Kind == Care {
		at := l.PerformedAt
		if !at.Known() {
			at = l.PerformedOn.Clock(0, 0)
		}
		from = zone.Instant(at)
		return from, from
	}
	if !c.PickUpKnown() {
		from = zone.Instant(c.day.At(0))
		return from, from
	}
	from = zone.Instant(l.DepartedAt)
	if c.has(ColArrivedAt) && c.has(ColDeparturePostcode) {
		return from, from + zone.Elapsed(l.DepartedAt, l.ArrivedAt)
	}
	return from, from
}

// EachMember calls add with the claim as a member of each of its groups under a key.
func (c *Case) EachMember(k Key, add func(*Member)) {
	m := c.member(k)
	if k == ByCard {
		zone := civil.ZoneOf(c.line.CardReadPostcode)
		m.From, m.Doubt = zone.Instant(c.line.CardReadAt), zone.Doubtful(c.line.CardReadAt)
		m.To, m.Departure = m.From, c.CardReadPostcode()
	}
	groups, n := c.groups(k)
	for i, group := range groups[:n] {
		if m.Group = group; n == 2 && k == ByCrew {
			m.Mate = groups[1-i]
		}
		add(&m)
	}
}

// groups lists the groups of a key that the claim belongs to: none where it does not have what the key names, two for a crew of
// two and for a claim that has both an invoice and a prescription.
func (c *Case) groups(k Key) (groups [2]uint64, n int) {
	l := c.line
	switch k {
	case ByPatient:
		if l.PatientID != "" {
			return oneGroup(hash(k, c.alias(l.PatientID)))
		}
	case ByPlate:
		if l.Plate != "" {
			return oneGroup(hash(k, l.Plate))
		}
	case ByCrew:
		for i, person := range [...]string{l.DriverID, l.AttendantID} {
			if person != "" && (i == 0 || person != l.DriverID) {
				groups[n] = hash(k, c.alias(person))
				n++
			}
		}
	case ByPrescription:
		if l.PrescriptionID != "" {
			return oneGroup(hash(k, l.PrescriptionID))
		}
	case ByTreatment:
		if treatment, known := c.Treatment(); known {
			return oneGroup(hash(k, treatment))
		} else if rx := c.found(); rx != nil && l.PatientID != "" {
			return oneGroup(hash(k, c.alias(l.PatientID), rx.PrescriberID, l.ArrivalPostcode, l.ArrivalFacility, c.reason().String()))
		}
	case ByAgreement:
		if treatment, known := c.Treatment(); known {
			return oneGroup(hash(k, treatment))
		} else if l.PrescriptionID != "" {
			return oneGroup(hash(k, "", l.PrescriptionID))
		}
	case ByFleet:
		if l.BillerID == "" {
			break
		}
		return oneGroup(hash(k, l.BillerID, l.Service.String()))
	case ByBill:
		if l.BillerID == "" {
			break
		}
		for i, of := range [...]string{l.InvoiceID, l.PrescriptionID} {
			if of != "" {
				groups[n] = hash(k, l.BillerID, billParts[i], of)
				n++
			}
		}
	case ByCard:
		if l.CardID != "" {
			return oneGroup(hash(k, l.CardID))
		}
	}
	return groups, n
}

// billParts tell a group of one invoice from one of one prescription.
var billParts = [...]string{"invoice", "prescription"}

func oneGroup(group uint64) ([2]uint64, int) { return [2]uint64{group}, 1 }

// ActPlaces are the hashes of the facility where an act was performed and of its provider, as Member has them; 0 for none.
func (c *Case) ActPlaces() [2]uint64 {
	return [2]uint64{hashOf(c.line.FacilityID), hashOf(c.line.BillerID)}
}

// NeedsTimesOnBoard needs both hours of the trip, and the place of pick-up, by whose clock they were written.
func (c *Case) NeedsTimesOnBoard() {
	c.needsPickUp()
	c.Needs(ColArrivedAt)
	c.Needs(ColDeparturePostcode)
}

// NeedsPickUp needs the hour of pick-up.
func (c *Case) NeedsPickUp() { c.needsPickUp() }

// NeedsBothPlaces needs both ends of the trip.
func (c *Case) NeedsBothPlaces() {
	c.Needs(ColDeparturePostcode)
	c.Needs(ColArrivalPostcode)
}
