package findings

import (
	"slices"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Conduct is one row of conduct.parquet: what a rule says of a subject over a period, and what the suppressions make of it.
type Conduct struct {
	rules.Conduct

	AnomalyIDs []string // of the findings that are repeated, in order
	Suppressed Suppression
}

// NewConduct is the row of what a rule says.
func NewConduct(c rules.Conduct) Conduct {
	row := Conduct{Conduct: c}
	for _, f := range c.Findings {
		row.AnomalyIDs = append(row.AnomalyIDs, AnomalyID(f.Kind, f.ClaimID, f.Rule.ID))
	}
	slices.Sort(row.AnomalyIDs)
	return row
}

// ConductID is the row's name over the nights, 32 hex digits: it depends on the rule, the subject, the period and what of
// the subject's the row is about.
func ConductID(c *Conduct) string {
	return identity(c.Rule.ID, c.SubjectKind, c.SubjectID, c.From.String(), c.To.String(), c.Object)
}

// CreateConduct begins conduct.parquet. runID is 32 hex digits.
func CreateConduct(path, runID string) (*Writer[Conduct], error) {
	return create(path, conduct(runID), defaultLimits)
}

func conduct(runID string) *table[Conduct] {
	return &table[Conduct]{
		name: ConductFile,
		columns: []column[Conduct]{
			texts("conduct_id", ConductID).distinct(),
			texts("run_id", func(*Conduct) string { return runID }),
			texts("rule_id", func(c *Conduct) string { return c.Rule.ID }),
			texts("item", func(c *Conduct) string { return c.Item }).nullable(),
			lists("legal_basis", func(c *Conduct) []string { return c.LegalBasis }),
			texts("verdict", func(c *Conduct) string { return c.Verdict.String() }),
			texts("subject_kind", func(c *Conduct) string { return c.SubjectKind }),
			texts("subject_id", func(c *Conduct) string { return c.SubjectID }),
			days("period_from", func(c *Conduct) civil.Day { return c.From }),
			days("period_to", func(c *Conduct) civil.Day { return c.To }),
			counts("occurrences", func(c *Conduct) int64 { return c.Occurrences }),
			ratiosIf("threshold", func(c *Conduct) rules.Ratio { return c.Threshold }),
			ratiosIf("value", func(c *Conduct) rules.Ratio { return c.Value }),
			ratiosIf("comparison_mean", func(c *Conduct) rules.Ratio { return c.Mean }),
			ratiosIf("comparison_ratio", func(c *Conduct) rules.Ratio { return c.Ratio }),
			countsIf("comparison_size", func(c *Conduct) (int64, bool) { return c.Size, c.Size > 0 }),
			texts("comparison_group", func(c *Conduct) string { return c.Group }).nullable(),
			amounts("amount_at_stake", func(c *Conduct) claim.Cents { return c.AtStake }),
			lists("anomaly_ids", func(c *Conduct) []string { return c.AnomalyIDs }).distinct(),
			factLists("facts", func(c *Conduct) []rules.Shown { return c.Facts }),
			texts("message_fr", func(c *Conduct) string { return c.FR }).distinct(),
			texts("message_en", func(c *Conduct) string { return c.EN }).distinct(),
			flags("suppressed", func(c *Conduct) bool { return c.Suppressed.On }),
			texts("suppressed_reason", func(c *Conduct) string { return c.Suppressed.Reason }).nullable(),
			days("suppressed_until", func(c *Conduct) civil.Day { return c.Suppressed.Until }).nullable(),
		},
		weigh: func(c *Conduct) int {
			return len(c.FR) + len(c.EN) + textBytes(c.LegalBasis) + textBytes(c.AnomalyIDs) + factBytes(c.Facts)
		},
		place: func(c *Conduct) string { return "a row of rule " + c.Rule.ID },
	}
}
