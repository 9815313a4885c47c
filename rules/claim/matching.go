package claim

import (
	"maps"
	"slices"
)

// Matching finds out which registers match no claim: leading zeros that were lost, another export, the wrong year. The absence of a key
// in such a register says nothing of anybody. It asks only for registers whose absence of a key is taken for an answer.
type Matching struct {
	open []*matcher // registers of which no key was found yet
}

// matcher looks for keys of claims in one register.
type matcher struct {
	name string
	has  func(key string) bool
	of   func(l *Claim, use func(key string))
	keys map[string]struct{} // that were not found
}

// NewMatching begins with no claim. A register that already proves no absence is left out.
func NewMatching(r *Registers) *Matching {
	m := new(Matching)
	watch(m, r, r.Operators, "operators", ofTrip(func(l *Claim) []string { return []string{l.BillerID} }))
	watch(m, r, r.Vehicles, "vehicles", ofTrip(func(l *Claim) []string { return []string{l.Plate} }))
	watch(m, r, r.Crew, "crew", ofTrip(func(l *Claim) []string { return []string{l.DriverID, l.AttendantID} }))
	watch(m, r, r.TaxiLicences, "taxi_licences", ofTaxi(func(l *Claim) []string { return []string{l.BillerID} }))
	watch(m, r, r.TaxiCards, "taxi_cards", ofTaxi(func(l *Claim) []string { return []string{l.DriverID} }))
	watch(m, r, r.ConventionAnnex, "convention_annex", ofTaxi(func(l *Claim) []string { return []string{l.BillerID} }))
	watch(m, r, r.Agreements, "agreements", func(l *Claim) []string { return []string{l.PrescriptionID} })
	watch(m, r, r.Accidents, "accidents", func(l *Claim) []string { return []string{l.AccidentID} })
	watch(m, r, r.Cards, "cards", func(l *Claim) []string { return []string{l.CardID} })
	watch(m, r, r.Stays, "stays", func(l *Claim) []string { return []string{l.PatientID} })
	watch(m, r, r.ALDProtocols, "ald_protocols", func(l *Claim) []string { return []string{l.PatientID} })
	watch(m, r, r.Convocations, "convocations", func(l *Claim) []string {
		if !l.Reason.Control() {
			return nil
		}
		return []string{l.PrescriptionID}
	})
	watch(m, r, r.Prescriptions, "prescriptions", func(l *Claim) []string {
		if l.Reason.Control() {
			return nil // a convocation stands in for it
		}
		return []string{l.PrescriptionID}
	})
	if r.Prescriptions != nil {
		watch(m, r, r.Prescribers, "prescribers", func(l *Claim) (ids []string) {
			if l.PrescriptionID == "" {
				return nil
			}
			for _, rx := range r.Prescriptions.Of(l.PrescriptionID) {
				ids = append(ids, rx.PrescriberID)
			}
			return ids
		})
	}
	if r.Stays != nil {
		watch(m, r, r.AttachedPrescribers, "attached_prescribers", func(l *Claim) (ids []string) {
			if l.PatientID == "" {
				return nil
			}
			for _, stay := range r.Stays.Of(l.PatientID) {
				ids = append(ids, stay.FacilityID)
			}
			return ids
		})
	}
	return m
}

// watch adds a register that was supplied.
func watch[Row any](m *Matching, r *Registers, register Register[Row], name string, of func(l *Claim) []string) {
	if register == nil || r.Partial[name] {
		return
	}
	m.open = append(m.open, &matcher{
		name: name, keys: map[string]struct{}{},
		has: func(key string) bool { return len(register.Of(key)) > 0 || !r.Decides(name, key) },
		of: func(l *Claim, use func(key string)) {
			for _, key := range of(l) {
				if key != "" && key != AbsentText {
					use(key)
				}
			}
		},
	})
}

func ofTrip(of func(l *Claim) []string) func(l *Claim) []string {
	return func(l *Claim) []string {
		if l.Kind != Transport {
			return nil
		}
		return of(l)
	}
}

func ofTaxi(of func(l *Claim) []string) func(l *Claim) []string {
	return func(l *Claim) []string {
		if l.Kind != Transport || l.Service != Taxi {
			return nil
		}
		return of(l)
	}
}

// Add looks for the keys of a claim. It keeps copies of those that are not found.
func (m *Matching) Add(l *Claim) {
	m.open = slices.DeleteFunc(m.open, func(in *matcher) (found bool) {
		in.of(l, func(key string) {
			if _, tried := in.keys[key]; tried || found {
				return
			}
			if found = in.has(key); !found {
				in.keys[string([]byte(key))] = struct{}{}
			}
		})
		return found
	})
}

// Done says whether every register matches a claim, so that more claims can add nothing.
func (m *Matching) Done() bool { return len(m.open) == 0 }

// Unmatched is how many distinct keys were looked for in vain, by register. Registers for which no claim had a key are among them only
// where the claims were a part of all: nobody is looked up otherwise.
func (m *Matching) Unmatched(part bool) map[string]int64 {
	unmatched := map[string]int64{}
	for _, in := range m.open {
		if len(in.keys) > 0 || part {
			unmatched[in.name] = int64(len(in.keys))
		}
	}
	return unmatched
}

// Names are the registers for which Unmatched would count keys, or count none: those that match no claim yet.
func (m *Matching) Names() []string {
	var names []string
	for _, in := range m.open {
		names = append(names, in.name)
	}
	return names
}

// EachMissing shows the distinct keys that were looked for in a register in vain, in no order.
func (m *Matching) EachMissing(name string, yield func(key string)) {
	for _, in := range m.open {
		if in.name == name {
			for key := range in.keys {
				yield(key)
			}
		}
	}
}

// ProveNothing says of registers that they match no claim, with how many keys were looked for, and so prove no absence.
func (r *Registers) ProveNothing(unmatched map[string]int64) {
	r.Unmatched = maps.Clone(unmatched)
	for name := range unmatched {
		r.Undecided(name, nil, true)
	}
}
