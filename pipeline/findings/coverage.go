package findings

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

// Blame is a missing column or register, and how many claims went unjudged for want of it.
type Blame struct {
	What   string
	Claims int64
}

// CreateCoverage begins coverage.parquet.
func CreateCoverage(path string) (*Writer[Coverage], error) {
	return create(path, coverage(), defaultLimits)
}

func coverage() *table[Coverage] {
	return &table[Coverage]{
		name: CoverageFile,
		columns: []column[Coverage]{
			texts("rule_id", func(c *Coverage) string { return c.RuleID }),
			texts("item", func(c *Coverage) string { return c.Item }).nullable(),
			counts("compliant", func(c *Coverage) int64 { return c.Compliant }),
			counts("anomaly", func(c *Coverage) int64 { return c.Anomaly }),
			counts("review", func(c *Coverage) int64 { return c.Review }),
			counts("not_applicable", func(c *Coverage) int64 { return c.NotApplicable }),
			counts("insufficient_data", func(c *Coverage) int64 { return c.InsufficientData }),
			counts("lifted", func(c *Coverage) int64 { return c.Lifted }),
			blameLists("blamed", func(c *Coverage) []Blame { return c.Blamed }),
		},
		weigh: func(c *Coverage) int { return 32 * len(c.Blamed) },
		place: func(c *Coverage) string { return "rule " + c.RuleID },
	}
}

func blameLists[R any](name string, of func(*R) []Blame) column[R] {
	fields := []field{{name: "what", kind: text}, {name: "claims", kind: whole}}
	return column[R]{name, structs, fields, func(row *R, to []leaf) {
		blamed := of(row)
		startList(to, len(blamed))
		for i, b := range blamed {
			to[0].repeated, to[1].repeated = i > 0, i > 0
			to[0].text(b.What)
			to[1].number(b.Claims)
		}
	}}
}
