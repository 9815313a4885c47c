package findings

import (
	"strings"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules/claim"
)

// Withdrawn is one row of withdrawn.parquet: a finding of an earlier night that no longer stands. The findings that stand are those of all
// nights less these: a row takes back the finding with its anomaly id that its run told_by told.
type Withdrawn struct {
	Position  uint64 // of the claim, for the order of the rows
	Kind      claim.Kind
	ClaimID   string
	RuleID    string
	Reason    Reason
	BecauseOf string // id of the claim that took it back, took its place, or changed its group
	ToldBy    string // run id
}

// Clone is a copy whose strings are its own.
func (w *Withdrawn) Clone() Withdrawn {
	c := *w
	for _, s := range [...]*string{&c.ClaimID, &c.RuleID, &c.BecauseOf, &c.ToldBy} {
		*s = strings.Clone(*s)
	}
	return c
}

// Reason says why a finding no longer stands.
type Reason uint8

// The reasons: a line of tonight reverses the claim, the claim came again with other content, or its group holds other claims now.
const (
	Cancelled Reason = iota
	Replaced
	GroupChanged
)

func (r Reason) String() string { return [...]string{"cancelled", "replaced", "group_changed"}[r] }

// CreateWithdrawn begins withdrawn.parquet. runID is 32 hex digits.
func CreateWithdrawn(path, runID string) (*parquet.Writer[Withdrawn], error) {
	return parquet.Create(path, withdrawn(runID), parquet.DefaultLimits)
}

func withdrawn(runID string) *parquet.Table[Withdrawn] {
	anomalyID := func(w *Withdrawn) string { return AnomalyID(w.Kind, w.ClaimID, w.RuleID) }
	return &parquet.Table[Withdrawn]{
		Name: publish.WithdrawnFile,
		Columns: []parquet.Column[Withdrawn]{
			parquet.Text("withdrawn_id", func(w *Withdrawn) string { return identity(anomalyID(w), w.ToldBy) }).NoDictionary(),
			parquet.Text("run_id", func(*Withdrawn) string { return runID }),
			parquet.Text("anomaly_id", anomalyID).NoDictionary(),
			parquet.Text("claim_id", func(w *Withdrawn) string { return w.ClaimID }).NoDictionary(),
			parquet.Text("rule_id", func(w *Withdrawn) string { return w.RuleID }),
			parquet.Text("reason", func(w *Withdrawn) string { return w.Reason.String() }),
			parquet.Text("because_of", func(w *Withdrawn) string { return w.BecauseOf }).Nullable(),
			parquet.Text("told_by", func(w *Withdrawn) string { return w.ToldBy }),
		},
		Weight:   func(w *Withdrawn) int { return len(w.ClaimID) + len(w.BecauseOf) },
		Position: func(w *Withdrawn) string { return "a finding of rule " + w.RuleID },
	}
}
