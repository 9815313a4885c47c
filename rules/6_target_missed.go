package rules

import (
	"cmp"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R147-8 6°, with R148-5 and R148-6: an objective of reduction is a level to be reached within its period.
var targetMissed = Rule{
	ID:      "6-target-missed",
	Title:   Title{"Objectif non atteint", "Target missed"},
	Item:    law.Item6,
	Cites:   []law.Ref{law.L162_1_15, law.R148_5, law.R148_6},
	InForce: law.Since(2011, 6, 1),
	Needs:   []string{"targets", "targets.valid_to", "targets.objective", "targets.result"},
	About: &About{
		Judge: func(in *Inquiry) {
			each(in, "targets", in.Registers.Targets, func(t *claim.Target) {
				in.Report(Conduct{
					SubjectID: t.SubjectID, Object: t.Item + " " + t.Indicator.String(), Verdict: missed(in, t),
					From: cmp.Or(t.ValidFrom, t.ValidTo), To: t.ValidTo, Occurrences: 1,
					Value: measureRatio(t.Result), Threshold: measureRatio(t.Objective),
				}, targetFacts(t)...)
			})
		},
		Finds: []string{"item", "indicator", "baseline", "objective", "result", "over_by", "period_from", "period_to"},
	},
	FR:    "Objectif de réduction ({item}, {indicator}) du {period_from} au {period_to} : résultat {result} pour un objectif de {objective}, soit {over_by} de plus (référence {baseline}).",
	EN:    "Reduction objective ({item}, {indicator}) from {period_from} to {period_to}: result {result} against an objective of {objective}, {over_by} over (baseline {baseline}).",
	Tests: "The result at the end of the period is at or under the objective.",
	Over:  "A result that R148-5 has told by patient and that was recorded as a plain number: it is compared as it stands.",
	Under: "A result that was never recorded; an objective that the director set too high.",
}

// missed is the verdict on a target as of the day of the run.
func missed(in *Inquiry, t *claim.Target) Verdict {
	switch {
	case !t.ValidTo.Known():
		in.Lacks("targets.valid_to")
	case in.AsOf <= t.ValidTo:
		return NotApplicable // the period still runs
	case t.Indicator.String() == "amount" && t.ValidTo < law.AmountCriterion:
		return NotApplicable // an objective was one of prescriptions or acts then
	case t.Objective == claim.NotGiven:
		in.Lacks("targets.objective")
	case t.Result == claim.NotGiven:
		in.Lacks("targets.result")
	}
	return Review.If(t.Result > t.Objective)
}

func targetFacts(t *claim.Target) []Found {
	const of = "targets"
	figure := Ratio.value
	if t.Indicator.String() == "amount" {
		figure = Ratio.euros
	}
	return []Found{
		{"item", of, plain(t.Item)}, {"indicator", of, worded(t.Indicator.String())},
		{"baseline", of, figure(measureRatio(t.Baseline))}, {"objective", of, figure(measureRatio(t.Objective))},
		{"result", of, figure(measureRatio(t.Result))}, {"over_by", of, figure(measureRatio(max(t.Result-t.Objective, 0)))},
		{"period_from", of, dayValue(t.ValidFrom)}, {"period_to", of, dayValue(t.ValidTo)},
	}
}
