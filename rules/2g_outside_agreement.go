package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// An agreement is given for a means of transport, a period and a number of trips, each out and back. What it leaves open is not
// limited.
var outsideAgreement = Rule{
	ID:      "2g-outside-agreement",
	Title:   Title{"Trajet hors de l'accord", "Trip outside the agreement"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_4, law.R322_10_9},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs: []string{"billed_km", "reason", "prescription_id", "agreements", "agreements.decision", "agreements.decided_on", "agreements.sent_on",
		"agreements.service", "departure_postcode", "prescriptions", "prescriptions.emergency", "emergency"},
	Thresholds: []law.Threshold{law.TacitDaysTransport},
	Test: func(c *claim.Case) Verdict {
		if !needsAgreement(c) || !asked(c) {
			return NotApplicable
		}
		return withinTerms(c)
	},
	Across: &Across{
		Key:       claim.ByAgreement,
		Prefilter: prefilterGroupsBeyondExtra,
		Extra: func(c *claim.Case) uint32 {
			trips, _ := c.Allowance(serving(c))
			return uint32(legsOfTrip * max(0, int(trips)))
		},
		Enter: func(c *claim.Case) Verdict {
			if c.Service() == claim.Escort || !needsAgreement(c) || !asked(c) {
				return NotApplicable
			}
			if terms := withinTerms(c); terms != Compliant && terms != Review {
				return NotApplicable
			}
			if trips, _ := c.Allowance(serving(c)); trips == claim.NotGiven {
				return NotApplicable
			}
			return Compliant
		},
		Note:  func(c *claim.Case, m *claim.Member) { m.Limit, m.Agreement = c.Allowance(serving(c)) },
		Judge: legsBeyondAgreement,
		Finds: []string{"legs_before", "trips_agreed"},
		FR:    "Trajet du {service_date} au-delà de l'accord préalable (transports aller et retour accordés : {trips_agreed} ; trajets déjà facturés : {legs_before}).",
		EN:    "Trip of {service_date} beyond the prior agreement (trips out and back agreed to: {trips_agreed}; legs already billed: {legs_before}).",
	},
	Unless: []Exception{urgencyButForLodging, emergencyButForLodging},
	Shows:  []Fact{serviceBilled, claimOn, agreedService, agreedFrom, agreedTo, urgencyPrinted, emergencyMarked},
	FR:     "Transport en {service} du {service_date} hors de l'accord préalable (moyen : {agreed_service} ; début : {agreed_from} ; fin : {agreed_to}).",
	EN:     "Trip by {service} on {service_date} outside the prior agreement (means: {agreed_service}; begins: {agreed_from}; ends: {agreed_to}).",
	Tests:  "A trip that was agreed to keeps to the means of transport, the period and the number of trips of the agreement.",
	Over:   "An extension that was given by telephone and not entered.",
	Under:  "Where several agreements overlap in time their trips are added up.",
}
