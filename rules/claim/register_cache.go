package claim

import "iter"

// recalling asks a register on behalf of one case. It remembers the last two answers, since the rules ask the same again and
// again about one claim, and so does the next claim, which is often of the same patient, biller or vehicle. What it answered
// stands until two other keys have been asked for.
type cachedRegister[Row any] struct {
	register Register[Row]
	into     appender[Row] // the register, where it can
	answers  [2]cachedRows[Row]
	latest   int
}

type cachedRows[Row any] struct {
	known bool
	key   []byte
	rows  []Row
}

// appending is a register that can answer into room that serves again.
type appender[Row any] interface {
	Append(to []Row, key string) []Row
}

func (r *cachedRegister[Row]) Of(key string) []Row {
	for range r.answers {
		if a := &r.answers[r.latest]; a.known && string(a.key) == key {
			return a.rows
		}
		r.latest = 1 - r.latest
	}
	r.latest = 1 - r.latest // the older one is forgotten
	a := &r.answers[r.latest]
	a.known, a.key = true, append(a.key[:0], key...)
	if r.into != nil {
		a.rows = r.into.Append(a.rows[:0], key)
	} else {
		a.rows = r.register.Of(key)
	}
	return a.rows
}

func (r *cachedRegister[Row]) All() iter.Seq[*Row] { return r.register.(Listing[Row]).All() }

// recall gives a register a memory; one that was not supplied stays so.
func cachedOrNil[Row any](r Register[Row]) Register[Row] {
	if r == nil {
		return nil
	}
	return newCachedRegister(r)
}

func newCachedRegister[Row any](r Register[Row]) *cachedRegister[Row] {
	into, _ := r.(appender[Row])
	return &cachedRegister[Row]{register: r, into: into}
}

// recalled are the registers as one case asks them.
func cachedRegisters(in *Registers) *Registers {
	r := *in
	r.Prescriptions, r.Convocations = cachedOrNil(r.Prescriptions), cachedOrNil(r.Convocations)
	r.Agreements, r.TreatmentAgreements = cachedOrNil(r.Agreements), cachedOrNil(r.TreatmentAgreements)
	r.Vehicles, r.Operators, r.Crew = cachedOrNil(r.Vehicles), cachedOrNil(r.Operators), cachedOrNil(r.Crew)
	r.TaxiLicences, r.TaxiCards = cachedOrNil(r.TaxiLicences), cachedOrNil(r.TaxiCards)
	r.Patients, r.Stays, r.ALDProtocols = cachedOrNil(r.Patients), cachedOrNil(r.Stays), cachedOrNil(r.ALDProtocols)
	r.Prescribers, r.AttachedPrescribers = cachedOrNil(r.Prescribers), cachedOrNil(r.AttachedPrescribers)
	r.Accidents, r.Cards, r.Routes = cachedOrNil(r.Accidents), cachedOrNil(r.Cards), cachedOrNil(r.Routes)
	r.Packs, r.Products = cachedOrNil(r.Packs), cachedOrNil(r.Products)
	if r.Facilities != nil {
		r.Facilities = newCachedRegister[Facility](r.Facilities)
	}
	return &r
}
