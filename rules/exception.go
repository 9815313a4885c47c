package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Exceptions that several rules examine.
var (
	// Civ. 2e, 4 Feb. 2010, n° 09-11.396: for a prior agreement the urgency must stand on the prescription itself. It is an exception
	// to the agreements of R322-10-4 alone.
	urgencyOnPrescription = Exception{
		Name: "urgency on the prescription", Cite: law.R322_10_4, Effect: Lifts,
		Holds: (*claim.Case).UrgencyPrescribed,
	}
	// An emergency call on the claim alone does not prove an urgency that the prescriber attested: a person must look.
	emergencyOnClaim = Exception{
		Name: "emergency call on the claim", Cite: law.R322_10_2, Effect: Softens,
		Holds: (*claim.Case).Emergency,
	}
	// The same for a rule on what became of any request, that of R322-10-9 included, which knows no urgency.
	urgencyButForLodging   = urgencyOnPrescription.butForLodging()
	emergencyButForLodging = emergencyOnClaim.butForLodging()
)

// butForLodging is the exception, without effect on a trip whose agreement R322-10-9 requires.
func (e Exception) butForLodging() Exception {
	test := e.Holds
	e.Holds = func(c *claim.Case) bool {
		lodging := forLodging(c)
		return lodging != claim.True && test(c) && !c.Sure(lodging)
	}
	return e
}

// credential is the verdict on a credential that must be in force. If it ends before the arrival, a person must look.
func credential(c *claim.Case, s claim.Standing) Verdict {
	switch c.Settle(s) {
	case claim.OutOfForce:
		return Anomaly
	case claim.Lapses:
		return Review
	}
	return Compliant
}
