package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"vigie/pipeline/diff"
)

// The comparison as JSON.
type (
	diffRun struct {
		RunID string `json:"run_id"`
		AsOf  string `json:"as_of"`
	}
	diffCounts struct {
		Data       int64 `json:"data"`
		Rules      int64 `json:"rules"`
		CannotTell int64 `json:"cannot_tell"`
		Withdrawn  int64 `json:"withdrawn"`
	}
	diffTotal struct {
		Table   string     `json:"table"`
		RuleID  string     `json:"rule_id"`
		Same    int64      `json:"same"`
		New     diffCounts `json:"new"`
		Gone    diffCounts `json:"gone"`
		Changed diffCounts `json:"changed"`
	}
	diffFinding struct {
		Table      string   `json:"table"`
		ID         string   `json:"id"`
		Fate       string   `json:"fate"`
		Cause      string   `json:"cause"`
		RuleID     string   `json:"rule_id"`
		Verdict    string   `json:"verdict"`
		VerdictWas string   `json:"verdict_was,omitempty"`
		ClaimKind  string   `json:"claim_kind,omitempty"`
		ClaimID    string   `json:"claim_id,omitempty"`
		SubjectID  string   `json:"subject_id,omitempty"`
		Day        string   `json:"day"`
		Stake      string   `json:"amount_at_stake"`
		StakeWas   string   `json:"amount_at_stake_was,omitempty"`
		Differs    []string `json:"differs_in,omitempty"`
	}
)

// printDiffJSON writes one JSON document. It writes findings one by one, so that memory does not grow with their number.
func printDiffJSON(ctx context.Context, w io.Writer, d *diff.Diff) error {
	totals := []diffTotal{}
	for _, o := range d.Totals() {
		totals = append(totals, diffTotal{o.Table, o.RuleID, o.Same, countsOf(o.New), countsOf(o.Gone), countsOf(o.Changed)})
	}
	head, err := marshalLine(struct {
		A      diffRun           `json:"a"`
		B      diffRun           `json:"b"`
		Equal  bool              `json:"equal"`
		Data   []diff.Difference `json:"data"`
		Rules  []diff.Difference `json:"rules"`
		Totals []diffTotal       `json:"totals"`
	}{diffRun{d.A.RunID, d.A.AsOf}, diffRun{d.B.RunID, d.B.AsOf}, !d.Differs, append([]diff.Difference{}, d.Data...),
		append([]diff.Difference{}, d.Rules...), totals})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s,\n\"findings\":[", strings.TrimSuffix(head, "}"))
	separator := "\n"
	err = d.Each(ctx, func(c *diff.Change) error {
		f := diffFinding{Table: strings.TrimSuffix(c.Table, ".parquet"), ID: c.ID, Fate: c.Fate.String(), Cause: causeJSON(c.Cause),
			RuleID: c.RuleID, Verdict: c.Verdict, ClaimKind: c.ClaimKind, ClaimID: c.ClaimID, SubjectID: c.SubjectID,
			Day: c.Day.String(), Stake: c.Stake.String(), Differs: c.Parts}
		if c.Fate == diff.Changed {
			f.VerdictWas, f.StakeWas = c.Was, c.StakeWas.String()
		}
		text, err := marshalLine(f)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, separator+text)
		separator = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

func countsOf(c diff.ByCause) diffCounts {
	return diffCounts{c[diff.ByData], c[diff.ByRules], c[diff.CannotTell], c[diff.ByWithdrawal]}
}

// causeJSON is the cause as programs read it.
func causeJSON(c diff.Cause) string {
	if c == diff.CannotTell {
		return "cannot_tell"
	}
	return c.String()
}

// marshalLine is JSON on one line, with <, > and & as they are.
func marshalLine(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}
