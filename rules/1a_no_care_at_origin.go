package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A patient who is fetched from a care structure received care there on that day or the day before.
var noCareAtOrigin = Rule{
	ID:      "1a-no-care-at-origin",
	Title:   Title{"Aucun soin avant le retour", "No care before the way home"},
	Item:    law.Item1a,
	Cites:   []law.Ref{law.L133_4},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"departure_facility", "arrival_facility", "care", "stays", "stays.entered_on", "stays.left_on", "stays.facility_id"},
	Across: &Across{
		Key:            claim.ByPatient,
		Prefilter:      prefilterTripsWithoutActThere,
		Extra:          (*claim.Case).StructureHash,
		ExtraOfContext: true,
		Enter: func(c *claim.Case) Verdict {
			if c.Origin() == "" || c.Destination() != "" {
				return NotApplicable
			}
			return Compliant
		},
		Context: func(c *claim.Case) bool { return c.Kind() == claim.Care },
		Note: func(c *claim.Case, m *claim.Member) {
			if c.Kind() == claim.Transport && m.Facility == 0 {
				noteOpinion(c, m, stayMayLack, func(c *claim.Case) Verdict { return Review.If(!c.Sure(c.StayedAtOrigin())) })
			}
		},
		Judge: tripsFromNoCare,
		Finds: []string{"no_act_since"},
	},
	Shows: []Fact{claimOn, origin},
	FR:    "Transport du {service_date} au départ de l'établissement {departure_facility} : aucun acte dans cet établissement ni séjour du patient depuis le {no_act_since}.",
	EN:    "Trip on {service_date} from facility {departure_facility}: no act on the patient there and no stay since {no_act_since}.",
	Tests: "A trip home from a care structure follows an act on the patient there, or a stay there, on that day or the day before.",
	Over:  "Care that is not billed act by act, or billed under the number of another structure on the same site.",
	Under: "An act on the day before for which the patient was taken home at once.",
}

var origin = Fact{"departure_facility", "claim", func(c *claim.Case) Value { return plain(c.Origin()) }}

// tripsFromNoCare looks for an act in the structure of departure on the day of each trip or the day before. The absence of acts proves
// nothing where the care files do not cover both days, or never name the facility.
func tripsFromNoCare(g *Group) {
	type actOn struct {
		day   civil.Day
		place uint64
	}
	acts := map[actOn]bool{}
	for i := range g.Members {
		if m := &g.Members[i]; g.Context(i) {
			acts[actOn{m.Day, m.Facility}], acts[actOn{m.Day, m.Biller}] = true, true
		}
	}
	for i := range g.Members {
		m := &g.Members[i]
		if g.Context(i) || acts[actOn{m.Day, m.Origin}] || acts[actOn{m.Day - 1, m.Origin}] {
			continue
		}
		_, seen := g.Input.Facilities[m.Origin]
		switch stay, missing := opinion(m, stayMayLack); {
		case stay == Compliant:
		case !seen || !g.Input.FirstAct.Known() || m.Day-1 < g.Input.FirstAct || g.Input.LastAct < m.Day:
			g.Undecided(i, "care")
		case missing != "":
			g.Undecided(i, missing)
		default:
			g.Flag(i, Review, nil, dayFound("no_act_since", m.Day-1))
		}
	}
}
