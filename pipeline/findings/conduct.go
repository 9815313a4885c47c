package findings

import (
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Conduct is one row of conduct.parquet: what a rule says of a subject over a period.
type Conduct struct {
	Rule        *rules.Rule
	Item        string
	LegalBasis  []string
	Verdict     rules.Verdict
	SubjectKind string
	SubjectID   string
	PeriodFrom  civil.Day
	PeriodTo    civil.Day

	Occurrences     int64
	Threshold       Ratio  // what Occurrences or Value is held against
	Value           Ratio  // level or amount of the subject
	ComparisonMean  Ratio  // of the peers
	ComparisonRatio Ratio  // Value over ComparisonMean
	ComparisonSize  int64  // peers; 0 where nobody was compared
	ComparisonGroup string // who they are

	AtStake    claim.Cents
	AnomalyIDs []string
	Facts      []rules.Shown
	FR, EN     string
	Suppressed Suppression
}

// Ratio is a number in ten-thousandths, or none: no float decides or is printed.
type Ratio struct {
	TenThousandths int64
	Known          bool
}

// ConductID is the row's name over the nights, 32 hex digits: it depends on the rule, the subject and the period.
func ConductID(c *Conduct) string {
	return identity(c.Rule.ID, c.SubjectKind, c.SubjectID, c.PeriodFrom.String(), c.PeriodTo.String())
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
			days("period_from", func(c *Conduct) civil.Day { return c.PeriodFrom }),
			days("period_to", func(c *Conduct) civil.Day { return c.PeriodTo }),
			counts("occurrences", func(c *Conduct) int64 { return c.Occurrences }),
			ratiosIf("threshold", func(c *Conduct) Ratio { return c.Threshold }),
			ratiosIf("value", func(c *Conduct) Ratio { return c.Value }),
			ratiosIf("comparison_mean", func(c *Conduct) Ratio { return c.ComparisonMean }),
			ratiosIf("comparison_ratio", func(c *Conduct) Ratio { return c.ComparisonRatio }),
			countsIf("comparison_size", func(c *Conduct) (int64, bool) { return c.ComparisonSize, c.ComparisonSize > 0 }),
			texts("comparison_group", func(c *Conduct) string { return c.ComparisonGroup }).nullable(),
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
