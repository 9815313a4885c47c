package findings

import (
	"slices"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Conduct is one row of conduct.parquet: what a rule says of a subject over a period, and whether it is suppressed.
type Conduct struct {
	rules.Conduct

	AnomalyIDs []string // of the findings that are repeated, in order
	Suppressed Suppression
	Since      civil.Day // day of the night since which the row stands with these facts
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

// ConductID is the id of a row, 32 hex digits, the same on every night: it depends on the rule, the subject, the period and the object alone.
func ConductID(c *Conduct) string {
	return identity(c.Rule.ID, c.SubjectKind, c.SubjectID, c.From.String(), c.To.String(), c.Object)
}

// CreateConduct begins conduct.parquet. runID is 32 hex digits.
func CreateConduct(path, runID string) (*parquet.Writer[Conduct], error) {
	return parquet.Create(path, conduct(runID), parquet.DefaultLimits)
}

func conduct(runID string) *parquet.Table[Conduct] {
	return &parquet.Table[Conduct]{
		Name: publish.ConductFile,
		Columns: []parquet.Column[Conduct]{
			parquet.Text("conduct_id", ConductID).NoDictionary(),
			parquet.Text("run_id", func(*Conduct) string { return runID }),
			parquet.Text("rule_id", func(c *Conduct) string { return c.Rule.ID }),
			parquet.Text("item", func(c *Conduct) string { return c.Item }).Nullable(),
			parquet.TextList("legal_basis", func(c *Conduct) []string { return c.LegalBasis }),
			parquet.Text("verdict", func(c *Conduct) string { return c.Verdict.String() }),
			parquet.Text("subject_kind", func(c *Conduct) string { return c.SubjectKind }),
			parquet.Text("subject_id", func(c *Conduct) string { return c.SubjectID }),
			parquet.Date("period_from", func(c *Conduct) civil.Day { return c.From }),
			parquet.Date("period_to", func(c *Conduct) civil.Day { return c.To }),
			parquet.Int("occurrences", func(c *Conduct) int64 { return c.Occurrences }),
			ratioOf("threshold", func(c *Conduct) rules.Ratio { return c.Threshold }),
			ratioOf("value", func(c *Conduct) rules.Ratio { return c.Value }),
			ratioOf("comparison_mean", func(c *Conduct) rules.Ratio { return c.Mean }),
			ratioOf("comparison_ratio", func(c *Conduct) rules.Ratio { return c.Ratio }),
			parquet.OptionalInt("comparison_size", func(c *Conduct) (int64, bool) { return c.Size, c.Size > 0 }),
			parquet.Text("comparison_group", func(c *Conduct) string { return c.Group }).Nullable(),
			parquet.Cents("amount_at_stake", func(c *Conduct) claim.Cents { return c.AtStake }),
			parquet.TextList("anomaly_ids", func(c *Conduct) []string { return c.AnomalyIDs }).NoDictionary(),
			factList("facts", func(c *Conduct) []rules.Shown { return c.Facts }),
			parquet.Text("message_fr", func(c *Conduct) string { return c.FR }).NoDictionary(),
			parquet.Text("message_en", func(c *Conduct) string { return c.EN }).NoDictionary(),
			parquet.Bool("suppressed", func(c *Conduct) bool { return c.Suppressed.On }),
			parquet.Text("suppressed_reason", func(c *Conduct) string { return c.Suppressed.Reason }).Nullable(),
			parquet.Date("suppressed_until", func(c *Conduct) civil.Day { return c.Suppressed.Until }).Nullable(),
			parquet.Date("stands_since", func(c *Conduct) civil.Day { return c.Since }),
		},
		Weight: func(c *Conduct) int {
			return len(c.FR) + len(c.EN) + textBytes(c.LegalBasis) + textBytes(c.AnomalyIDs) + factBytes(c.Facts)
		},
		Position: func(c *Conduct) string { return "a row of rule " + c.Rule.ID },
	}
}

// ratioOf is a column of a ratio, null where it is not known.
func ratioOf(name string, of func(*Conduct) rules.Ratio) parquet.Column[Conduct] {
	return parquet.OptionalDecimal(name, func(c *Conduct) (int64, bool) {
		r := of(c)
		return r.TenThousandths, r.Known
	})
}
