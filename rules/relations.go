package rules

import "vigie/rules/claim"

// What the rules about overlapping claims compare: which two of them matter to each other.
var (
	otherVehicle = relation{
		func(a, b *claim.Member) bool { return a.Plate != b.Plate },
		[]relationPart{{differ: []func(*claim.Member) any{plateThing}}},
	}
	otherPatient = relation{ // nobody may be anybody
		func(a, b *claim.Member) bool { return a.Patient != b.Patient || a.Patient == 0 },
		[]relationPart{{differ: []func(*claim.Member) any{func(m *claim.Member) any {
			if m.Patient == 0 {
				return [2]uint64{m.Position, uint64(m.Rules)}
			}
			return m.Patient
		}}}},
	}
	otherPatientElsewhere = relation{
		func(a, b *claim.Member) bool { return a.Patient != b.Patient && !sameRoad(a, b) },
		[]relationPart{{differ: []func(*claim.Member) any{patientThing, departureThing, arrivalThing}}},
	}
	otherPatientOnRoad = relation{
		func(a, b *claim.Member) bool { return a.Patient != b.Patient && sameRoad(a, b) },
		[]relationPart{
			{alike: always(departureThing), differ: []func(*claim.Member) any{patientThing}},
			{alike: always(arrivalThing), differ: []func(*claim.Member) any{patientThing}},
			{alike: always(func(m *claim.Member) any { return [2]claim.Postcode{m.Departure, m.Arrival} }), differ: []func(*claim.Member) any{patientThing}, less: true},
		},
	}
	otherService = relation{ // an arrival that is not known may be any
		func(a, b *claim.Member) bool { return !duplicates(a, b) },
		[]relationPart{
			{differ: []func(*claim.Member) any{startThing}},
			{
				alike:  func(m *claim.Member) (any, bool) { return startOf(m), m.Arrival != 0 },
				differ: []func(*claim.Member) any{arrivalThing},
			},
		},
	}
)

func plateThing(m *claim.Member) any     { return m.Plate }
func patientThing(m *claim.Member) any   { return m.Patient }
func departureThing(m *claim.Member) any { return m.Departure }
func arrivalThing(m *claim.Member) any   { return m.Arrival }
func startThing(m *claim.Member) any     { return startOf(m) }

func always(thing func(*claim.Member) any) func(*claim.Member) (any, bool) {
	return func(m *claim.Member) (any, bool) { return thing(m), true }
}
