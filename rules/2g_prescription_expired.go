package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The day of signature is day 0, and the same day of the next year is the last. The sentence on one year came into R322-10-2 with the
// wording of 12 December 2019; what stood there before was not read, so an earlier trip is for a person to judge.
var prescriptionExpired = Rule{
	ID:         "2g-prescription-expired",
	Title:      Title{"Prescription périmée", "Prescription expired"},
	Item:       law.Item2g,
	Cites:      []law.Ref{law.R322_10_2},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip,
	Needs:      []string{"prescription_id", "prescriptions", "prescriptions.signed_at", "convocations", "convocations.issued_on", "reason", "departure_postcode"},
	Thresholds: []law.Threshold{law.PrescriptionValidityYears},
	Test: func(c *claim.Case) Verdict {
		last := lastValidDay(c)
		switch {
		case c.Day() > last:
			if c.Day() < law.OneYearSentence || onlyDaysOff(c, last) {
				return Review
			}
			return Anomaly
		case c.Arrival() > last:
			return Review
		}
		return Compliant
	},
	Shows: []Fact{signedOn, lastValid, claimOn},
	FR:    "Prescription signée le {signed_on}, valable jusqu'au {valid_until} ; transport du {service_date}.",
	EN:    "Prescription signed on {signed_on}, valid until {valid_until}; trip on {service_date}.",
	Tests: "The pick-up is not later than the same day of the year that follows the signature.",
	Over:  "A renewal that was not entered under its own reference.",
	Under: "Trips of one treatment that ended long before the year did.",
}

func lastValidDay(c *claim.Case) civil.Day {
	return c.SignedOn().AddYears(int(c.Threshold(law.PrescriptionValidityYears)))
}

// onlyDaysOff says whether the trip was at most three days late, and all of them were Saturdays, Sundays or holidays.
func onlyDaysOff(c *claim.Case, last civil.Day) bool {
	if c.Day() > last+3 {
		return false
	}
	working := claim.False
	for d := last + 1; d <= c.Day(); d++ {
		working = max(working, c.WorkingDay(d))
	}
	return !c.Sure(working)
}

var lastValid = Fact{"valid_until", "prescriptions", func(c *claim.Case) Value { return dayValue(lastValidDay(c)) }}
