package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R315-14 II: the prescriber sends the request electronically, unless the decree on the product allows post.
var agreementChannel = Rule{
	ID:      "2a-agreement-channel",
	Title:   Title{"Demande d'accord sur le mauvais support", "Agreement asked for by the wrong channel"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R315_14},
	InForce: law.Since(2018, 7, 29),
	Scope:   careOnly,
	Answers: Prescriber,
	Needs:   []string{"prescription_id", "agreements", "agreements.channel", "agreements.channel_required"},
	Test: func(c *claim.Case) Verdict {
		if !c.PrescriptionIDGiven() || !asked(c) {
			return NotApplicable
		}
		return Review.If(c.Sure(c.AskedOnForbiddenPaper()))
	},
	Shows: []Fact{claimOn, careKind, requestReceivedOn},
	FR:    "Acte du {service_date} : demande d'accord préalable adressée sur papier, la voie électronique étant exigée.",
	EN:    "Act of {service_date}: the prior agreement was asked for on paper, where the electronic way is required.",
	Tests: "A request for prior agreement came electronically where that way is required.",
	Over:  "A breakdown of the electronic service on that day.",
	Under: "A request whose required channel was recorded wrongly.",
}

// Where the rule finds something, all requests under the prescription came on paper: the first one is shown.
var requestReceivedOn = Fact{"request_received_on", "agreements", func(c *claim.Case) Value {
	rows, _ := c.Agreements()
	if len(rows) == 0 {
		return Value{}
	}
	return dayValue(rows[0].ReceivedOn)
}}
