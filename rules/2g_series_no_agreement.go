package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-4 b: trips over 50 km that form a series need a prior agreement, whatever reason they were billed for; only for
// hospitalisation they need none.
var seriesNoAgreement = Rule{
	ID:      "2g-series-no-agreement",
	Title:   Title{"Série sans accord", "Series without agreement"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_4, law.R322_10},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip.without(claim.Escort),
	Needs: []string{"reason", "billed_km", "prescription_id", "prescriptions", "convocations", "prescriptions.prescriber_id", "arrival_postcode",
		"prescriptions.trips", "agreements", "agreement_flag", "prescriptions.emergency", "emergency"},
	Thresholds: []law.Threshold{law.SeriesMinTrips, law.SeriesMinKm, law.SeriesWindowMonths},
	Across: &Across{
		Key:       claim.ByTreatment,
		Prefilter: prefilterGroupsWithExtra,
		Extra: func(c *claim.Case) uint32 {
			c.Clear()
			if seriesAgreement(c) == Compliant && c.Missing() == "" {
				return 0
			}
			return 1
		},
		Enter: func(c *claim.Case) Verdict {
			if !c.Sure(min(claim.Not(c.ReasonAmong(claim.Hospitalisation)), c.Farther(law.SeriesMinKm))) || !ofSeries(c) {
				return NotApplicable
			}
			c.NeedsTreatment()
			return Compliant
		},
		Context: func(c *claim.Case) bool {
			return ofSeries(c) && c.ReasonAmong(claim.Hospitalisation) == claim.False && c.Farther(law.SeriesMinKm) != claim.True
		},
		Note: func(c *claim.Case, m *claim.Member) {
			notePrescribed(c, m)
			noteOpinion(c, m, seriesMayLack, seriesAgreement)
		},
		Judge: seriesWithoutAgreement,
		Finds: []string{"trips_billed", "days_billed", "from_day"},
	},
	Unless: []Exception{urgencyOnPrescription, emergencyOnClaim},
	Shows:  []Fact{claimOn, billedKm, prescribedTrips, agreementMarked, urgencyPrinted, emergencyMarked},
	FR:     "Transport de {billed_km} du {service_date}, l'un des {trips_billed} trajets de plus de {series_min_km} km d'un même traitement sur {days_billed} jours depuis le {from_day} : aucune demande d'accord préalable au registre.",
	EN:     "Trip of {billed_km} on {service_date}, one of {trips_billed} legs over {series_min_km} km of one treatment on {days_billed} days from {from_day}: no request for prior agreement in the register.",
	Tests:  "Trips over 50 km of one treatment, on 4 days or more within two calendar months, have a request for prior agreement.",
	Over:   "Trips of several treatments under one prescriber where prescriptions name no treatment; an agreement filed under another treatment.",
	Under:  "A series of which another fund paid a part.",
}
