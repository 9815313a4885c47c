package claim

import "iter"

// cachedRegister reads a register for one case and keeps the last two results: the rules ask for the same keys again and again
// for one claim, and the next claim is often of the same patient, biller or vehicle. A result is valid until two other keys
// were asked for.
type cachedRegister[Row any] struct {
	register Register[Row]
	into     appender[Row] // the register, if it can append
	answers  [2]cachedRows[Row]
	latest   int
}

type cachedRows[Row any] struct {
	known bool
	key   []byte
	rows  []Row
}

// appender is a register that can write its rows into a slice to be reused.
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
	r.latest = 1 - r.latest // the older result is replaced
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

// cachedOrNil adds a cache to a register; one that was not supplied stays nil.
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

// cachedRegisters adds a cache to every register that claims are looked up in.
func cachedRegisters(in *Registers) *Registers {
	r := *in
	r.Prescriptions, r.Convocations = cachedOrNil(r.Prescriptions), cachedOrNil(r.Convocations)
	r.Agreements, r.TreatmentAgreements = cachedOrNil(r.Agreements), cachedOrNil(r.TreatmentAgreements)
	r.Vehicles, r.Operators, r.Crew = cachedOrNil(r.Vehicles), cachedOrNil(r.Operators), cachedOrNil(r.Crew)
	r.TaxiLicences, r.TaxiCards = cachedOrNil(r.TaxiLicences), cachedOrNil(r.TaxiCards)
	r.ConventionAnnex = cachedOrNil(r.ConventionAnnex)
	r.Patients, r.Stays, r.ALDProtocols = cachedOrNil(r.Patients), cachedOrNil(r.Stays), cachedOrNil(r.ALDProtocols)
	r.Prescribers, r.AttachedPrescribers = cachedOrNil(r.Prescribers), cachedOrNil(r.AttachedPrescribers)
	r.Accidents, r.Cards, r.Routes = cachedOrNil(r.Accidents), cachedOrNil(r.Cards), cachedOrNil(r.Routes)
	r.Packs, r.Products = cachedOrNil(r.Packs), cachedOrNil(r.Products)
	if r.Facilities != nil {
		r.Facilities = newCachedRegister[Facility](r.Facilities)
	}
	if r.AgreementPeriods != nil {
		r.AgreementPeriods = newCachedRegister[AgreementPeriod](r.AgreementPeriods)
	}
	return &r
}
