package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 lists the reasons for which a journey is paid. No other reason is covered.
var reasonNotCovered = Rule{
	ID:      "2a-reason-not-covered",
	Title:   Title{"Motif non pris en charge", "Reason not covered"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_10},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"reason"},
	Test: func(c *claim.Case) Verdict {
		return Review.If(c.Sure(c.ReasonAmong(claim.OtherReason)))
	},
	Shows: []Fact{serviceBilled, claimOn, reason},
	FR:    "Transport en {service} du {service_date} pour un motif hors de la liste de l'article R322-10 : {reason}.",
	EN:    "Trip by {service} on {service_date} for a reason outside the list of article R322-10: {reason}.",
	Tests: "The reason of the journey is one of those of R322-10, R322-10-8 or R322-10-9.",
	Over:  "A reason of the list that was entered as another.",
	Under: "A reason of the list that the patient's state does not bear out.",
}

var reason = Fact{"reason", "claim", func(c *claim.Case) Value { return worded(c.Reason().String()) }}
