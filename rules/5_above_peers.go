package rules

import "vigie/rules/law"

// R147-8 5°: after two periods of prior agreement on an item, a level or an amount significantly above the mean of those of the
// same profession in the same area, at comparable activity. The text gives no number for "significantly" or "comparable": the
// figures are printed, and a person judges them.
var abovePeers = Rule{
	ID:      "5-above-peers",
	Title:   Title{"Au-dessus des pairs", "Above peers"},
	Item:    law.Item5,
	Cites:   []law.Ref{law.L162_1_15},
	InForce: law.Since(2011, 6, 1),
	Needs: []string{"agreement_periods", "agreement_periods.item", "agreement_periods.number", "agreement_periods.valid_to",
		"professions", "professions.profession", "professions.area", "professions.activity", "provider_id", "amount_reimbursed"},
	Thresholds: []law.Threshold{law.PeersMin},
	About: &About{
		Judge: func(in *Inquiry) {
			in.whole("agreement_periods", in.Registers.AgreementPeriods != nil)
			in.Levels.contrast(in, aboveMean)
		},
		Finds: []string{"item", "counted", "second_period_to", "third_period", "activity_group", "peers",
			"level", "level_mean", "level_ratio", "amount", "amount_mean", "amount_ratio"},
	},
	FR: "Après deux périodes de mise sous accord préalable ({item}), terminées le {second_period_to}, lignes facturées : {level}, " +
		"contre {level_mean} en moyenne pour {peers} professionnels comparables (rapport {level_ratio}) ; montant remboursé : {amount}, " +
		"contre {amount_mean} en moyenne (rapport {amount_ratio}) ; période nouvelle ensuite : {third_period}.",
	EN: "After two periods of prior agreement ({item}) that ended on {second_period_to}, lines billed: {level}, against " +
		"{level_mean} in the mean of {peers} peers (ratio {level_ratio}); reimbursed: {amount}, against {amount_mean} in the mean " +
		"(ratio {amount_ratio}); another period since: {third_period}.",
	Tests: "After two periods of prior agreement on an item, neither the claims billed nor the sum reimbursed is above the mean of comparable peers.",
	Over: "Any excess over the mean: whether it is significant is for a person, and so is what the peers' patients need. An item that " +
		"is no act code, kind of care or service of the claims: every claim of the subject counts then. Days that the claims hold in part only.",
	Under: "What the subject prescribes and others bill; claims that another fund was sent; a subject with fewer peers than peers_min in the claims.",
}

// aboveMean is the verdict after two periods: one measure above the mean is enough, and both must be known to find nothing. Before
// 29 July 2018 the article knew the level alone.
func aboveMean(in *Inquiry, d *dossier, level, amount measure) Verdict {
	switch {
	case d.item == "":
		in.Lacks("agreement_periods.item")
	case !d.second.ValidTo.Known():
		in.Lacks("agreement_periods.valid_to")
	case in.AsOf <= d.second.ValidTo:
		return NotApplicable // the second period still runs
	case d.blame != "":
		in.Lacks(d.blame)
	case int64(d.members-1) < in.Parameters.On(law.PeersMin, d.second.ValidTo):
		in.Lacks("professions")
	case !level.known:
		in.Lacks("provider_id")
	case !level.above && !amount.known && amountCounts(d):
		in.Lacks("amount_reimbursed")
	}
	return Review.If(level.above || amount.above && amountCounts(d))
}

// amountCounts says whether the article had the criterion of the amount when the second period ended.
func amountCounts(d *dossier) bool { return d.second.ValidTo >= law.AmountCriterion }
