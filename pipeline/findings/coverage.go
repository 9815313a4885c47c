package findings

import (
	"maps"
	"slices"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
)

// Coverage is one row of coverage.parquet: how many claims got which verdict of a rule. Of a rule about subjects it counts
// requests, subjects under prior agreement or targets; a register of them that was not supplied counts as one undecided.
type Coverage struct {
	RuleID string
	Item   string

	Compliant        int64
	Anomaly          int64
	Review           int64
	NotApplicable    int64
	InsufficientData int64
	Lifted           int64 // compliant because an exception lifted the finding
	Blamed           []Blame
}

// Blame is a missing column or register, and how many claims could not be judged for want of it.
type Blame struct {
	What   string
	Claims int64
}

// CoverageOf turns what a tally counted into rows.
func CoverageOf(list []rules.Coverage) []Coverage {
	rows := make([]Coverage, len(list))
	for i := range list {
		c := &list[i]
		rows[i] = Coverage{
			RuleID: c.Rule.ID, Item: string(c.Rule.Item),
			Compliant: c.Verdicts[rules.Compliant], Anomaly: c.Verdicts[rules.Anomaly], Review: c.Verdicts[rules.Review],
			NotApplicable: c.Verdicts[rules.NotApplicable], InsufficientData: c.Verdicts[rules.InsufficientData], Lifted: c.Lifted,
			Blamed: BlameOf(c),
		}
	}
	return rows
}

// BlameOf lists what left a rule undecided, by name.
func BlameOf(c *rules.Coverage) []Blame {
	var list []Blame
	for _, what := range slices.Sorted(maps.Keys(c.Blamed)) {
		list = append(list, Blame{What: what, Claims: c.Blamed[what]})
	}
	return list
}

// OfRule turns a row back into what the tally of its run counted. A rule that this program does not have is known by its id alone.
func (c *Coverage) OfRule() rules.Coverage {
	of := rules.Coverage{Rule: rules.ByID(c.RuleID), Lifted: c.Lifted, Blamed: map[string]int64{}}
	if of.Rule == nil {
		of.Rule = &rules.Rule{ID: c.RuleID}
	}
	of.Verdicts[rules.Compliant], of.Verdicts[rules.Anomaly], of.Verdicts[rules.Review] = c.Compliant, c.Anomaly, c.Review
	of.Verdicts[rules.NotApplicable], of.Verdicts[rules.InsufficientData] = c.NotApplicable, c.InsufficientData
	for _, b := range c.Blamed {
		of.Blamed[b.What] = b.Claims
	}
	return of
}

// CreateCoverage begins coverage.parquet.
func CreateCoverage(path string) (*parquet.Writer[Coverage], error) {
	return parquet.Create(path, coverage(), parquet.DefaultLimits)
}

func coverage() *parquet.Table[Coverage] {
	return &parquet.Table[Coverage]{
		Name: publish.CoverageFile,
		Columns: []parquet.Column[Coverage]{
			parquet.Text("rule_id", func(c *Coverage) string { return c.RuleID }),
			parquet.Text("item", func(c *Coverage) string { return c.Item }).Nullable(),
			parquet.Int("compliant", func(c *Coverage) int64 { return c.Compliant }),
			parquet.Int("anomaly", func(c *Coverage) int64 { return c.Anomaly }),
			parquet.Int("review", func(c *Coverage) int64 { return c.Review }),
			parquet.Int("not_applicable", func(c *Coverage) int64 { return c.NotApplicable }),
			parquet.Int("insufficient_data", func(c *Coverage) int64 { return c.InsufficientData }),
			parquet.Int("lifted", func(c *Coverage) int64 { return c.Lifted }),
			parquet.StructList("blamed", func(c *Coverage) []Blame { return c.Blamed },
				parquet.Text("what", func(b *Blame) string { return b.What }),
				parquet.Int("claims", func(b *Blame) int64 { return b.Claims })),
		},
		Weight:   func(c *Coverage) int { return 32 * len(c.Blamed) },
		Position: func(c *Coverage) string { return "rule " + c.RuleID },
	}
}
