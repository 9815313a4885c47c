package claim

import "iter"

// recalling asks a register on behalf of one case. It remembers the last two answers, since the rules ask the same again and
// again about one claim, and so does the next claim, which is often of the same patient, biller or vehicle. What it answered
// stands until two other keys have been asked for.
type recalling[Row any] struct {
	register Register[Row]
	into     appending[Row] // the register, where it can
	answers  [2]answer[Row]
	latest   int
}

type answer[Row any] struct {
	known bool
	key   []byte
	rows  []Row
}

// appending is a register that can answer into room that serves again.
type appending[Row any] interface {
	Append(to []Row, key string) []Row
}

func (r *recalling[Row]) Of(key string) []Row {
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

func (r *recalling[Row]) All() iter.Seq[*Row] { return r.register.(Listing[Row]).All() }

// recall gives a register a memory; one that was not supplied stays so.
func recall[Row any](r Register[Row]) Register[Row] {
	if r == nil {
		return nil
	}
	return remember(r)
}

func remember[Row any](r Register[Row]) *recalling[Row] {
	into, _ := r.(appending[Row])
	return &recalling[Row]{register: r, into: into}
}

// recalled are the registers as one case asks them.
func recalled(in *Registers) *Registers {
	r := *in
	r.Prescriptions, r.Convocations = recall(r.Prescriptions), recall(r.Convocations)
	r.Agreements, r.TreatmentAgreements = recall(r.Agreements), recall(r.TreatmentAgreements)
	r.Vehicles, r.Operators, r.Crew = recall(r.Vehicles), recall(r.Operators), recall(r.Crew)
	r.TaxiLicences, r.TaxiCards = recall(r.TaxiLicences), recall(r.TaxiCards)
	r.Patients, r.Stays, r.ALDProtocols = recall(r.Patients), recall(r.Stays), recall(r.ALDProtocols)
	r.Prescribers, r.AttachedPrescribers = recall(r.Prescribers), recall(r.AttachedPrescribers)
	r.Accidents, r.Cards, r.Routes = recall(r.Accidents), recall(r.Cards), recall(r.Routes)
	r.Packs, r.Products = recall(r.Packs), recall(r.Products)
	if r.Facilities != nil {
		r.Facilities = remember[Facility](r.Facilities)
	}
	return &r
}
