package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// D162-17 I: a hospital that has one of its in-patients moved pays for the trip, so the fund does not: to another hospital (1°, 2°), on
// leave (3°), to another structure for less than 48 hours (4°), out or back. II names what the fund pays all the same.
var hospitalPays = Rule{
	ID:      "hospital-pays",
	Title:   Title{"À la charge de l'hôpital", "The hospital pays"},
	Cites:   []law.Ref{law.D162_17},
	InForce: law.Since(2018, 10, 1),
	Scope:   everyTrip,
	Needs: []string{"departure_facility", "arrival_facility", "facilities", "facilities.kind", "reason", "patient_born",
		"stays", "stays.kind", "stays.facility_id", "stays.entered_on", "stays.left_on"},
	Test: func(c *claim.Case) Verdict {
		within := c.InPatientAtEnd()
		if within == claim.False {
			return Compliant
		}
		return Review.If(c.Sure(min(within, max(c.BetweenHospitals(), c.ShortTransfer(), leaveOfHospital(c)))))
	},
	Unless: []Exception{urgentAid, byPlane, longTermCare, radiotherapyInTown, dialysisAtHome, intoHomeCare, noServiceBefore},
	Shows: []Fact{serviceBilled, claimOn, hospitalCase, reason, origin, kindOfOrigin, destination, kindOfDestination,
		inPatientPlace, inPatientFrom, inPatientTo, emergencyMarked},
	FR: "Transport en {service} du {service_date} d'un patient hospitalisé depuis le {entered_on} ({hospital_case}) : à la charge de l'établissement, et non de la caisse.",
	EN: "Trip by {service} on {service_date} of an in-patient since {entered_on} ({hospital_case}): for the hospital to pay, and not for the fund.",
	Tests: "A trip of an in-patient between two hospitals, to another structure and back within his stay, or on a leave that R322-10-8 does not " +
		"cover, is not billed to the fund.",
	Over: "An exception that no register shows: radiotherapy or dialysis at home where specialties are not told, what a patient asked for himself, " +
		"a transfer between a nursing home and a hospital of one site.",
	Under: "A structure whose number is not on the bill; a transfer on the last day of a stay; a second return of leave in a week.",
}

// leaveOfHospital says whether it is a leave trip that R322-10-8 does not cover. Before that article existed it covered none.
func leaveOfHospital(c *claim.Case) claim.Truth {
	leave := c.ReasonAmong(claim.Leave)
	if leave == claim.False || c.Day() < law.LeaveArticle {
		return leave
	}
	return min(leave, claim.Not(leaveAllowed(c)))
}

// The exceptions of D162-17 II. The wordings before that of 28 February 2025 were not read in full; an exception counts on every day.
var (
	urgentAid = Exception{
		Name: "urgent aid", Cite: law.D162_17.Part("II 2°"), Effect: Lifts, Holds: (*claim.Case).Emergency,
	}
	byPlane = Exception{
		Name: "plane or boat", Cite: law.D162_17.Part("II 3°"), Effect: Lifts, Holds: byPlaneOrBoat,
	}
	longTermCare = Exception{
		Name: "nursing home or long-term care unit", Cite: law.D162_17.Part("II 5° and 6°"), Effect: Lifts,
		Holds: func(c *claim.Case) bool { return c.Sure(c.EndOfKind("ehpad", "usld")) },
	}
	radiotherapyInTown = Exception{
		Name: "radiotherapy in a private practice or health centre", Cite: law.D162_17.Part("II 7°"), Effect: Lifts,
		Holds: func(c *claim.Case) bool { return c.Sure(c.EndWith(radiotherapy, "practice", "health_centre")) },
	}
	dialysisAtHome = Exception{
		Name: "dialysis at home", Cite: law.D162_17.Part("II 8°"), Effect: Lifts,
		Holds: func(c *claim.Case) bool { return c.Sure(c.EndWith(homeDialysis)) },
	}
	intoHomeCare = Exception{
		Name: "way home into home hospitalisation", Cite: law.D162_17.Part("II 9°"), Effect: Lifts,
		Holds: func(c *claim.Case) bool { return c.Sure(c.ToKind("home_hospitalisation")) },
	}
	noServiceBefore = Exception{
		Name: "no hospital service before the transfer", Cite: law.D162_17.Part("II 1°"), Effect: Lifts,
		Holds: func(c *claim.Case) bool { return c.Sure(min(c.BetweenHospitals(), c.FirstHospital())) },
	}
)

// How the facilities register may spell two specialties, which have no vocabulary.
var (
	radiotherapy = []string{"radiotherapy", "radiotherapie", "radiothérapie"}
	homeDialysis = []string{"home_dialysis", "home dialysis", "dialyse_a_domicile", "dialyse à domicile"}
)

var (
	hospitalCase = Fact{"hospital_case", "facilities", func(c *claim.Case) Value {
		switch {
		case c.ReasonAmong(claim.Leave) == claim.True:
			return Value{"leave", "permission de sortie", "leave"}
		case c.BetweenHospitals() == claim.True:
			return Value{"between hospitals", "entre deux établissements", "between two hospitals"}
		}
		return Value{"transfer under 48 hours", "transfert de moins de 48 heures, le séjour continuant", "transfer under 48 hours, the stay going on"}
	}}
	kindOfOrigin = Fact{"departure_kind", "facilities", func(c *claim.Case) Value {
		from, _ := c.KindsAtEnds()
		return plain(from)
	}}
	kindOfDestination = Fact{"arrival_kind", "facilities", func(c *claim.Case) Value {
		_, to := c.KindsAtEnds()
		return plain(to)
	}}
	inPatientPlace = Fact{"stay_facility", "stays", func(c *claim.Case) Value {
		facility, _, _ := c.InPatientStay()
		return plain(facility)
	}}
	inPatientFrom = Fact{"entered_on", "stays", func(c *claim.Case) Value {
		_, entered, _ := c.InPatientStay()
		return dayValue(entered)
	}}
	inPatientTo = Fact{"left_on", "stays", func(c *claim.Case) Value {
		_, _, left := c.InPatientStay()
		return dayValue(left)
	}}
)
