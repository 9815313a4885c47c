package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"vigie/pipeline/review"
)

func printScore(w io.Writer, s *review.Scores) error {
	var b strings.Builder
	columns := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "rule\tfindings\tconfirmed\trejected\tunclear\topen\tprecision\t95 % interval")
	for i := range s.Rules {
		if r := &s.Rules[i]; r.Reviewed != (review.Reviewed{}) {
			printScoreLine(columns, inCell(r.RuleID), r.Size, &r.Reviewed, r.Precision())
		}
	}
	printScoreLine(columns, "all, weighted", s.Findings, &s.All, s.Overall)
	columns.Flush()
	if s.Weighed < s.Findings {
		fmt.Fprintf(&b, "%d of %d findings are of rules and verdicts without a decided case: the last line does not speak of them.\n",
			s.Findings-s.Weighed, s.Findings)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printScoreLine(w io.Writer, name string, size int64, r *review.Reviewed, p review.Interval) {
	precision, interval := "-", "-"
	if p.Known {
		precision, interval = fmt.Sprintf("%.1f %%", 100*p.Share), fmt.Sprintf("%.1f to %.1f %%", 100*p.Low, 100*p.High)
	}
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", name, size, r.Confirmed, r.Rejected, r.Unclear, r.Open, precision, interval)
}

// scoreEntry is a rule, a stratum or the whole as JSON; shares have six digits.
type scoreEntry struct {
	RuleID    string       `json:"rule_id,omitempty"`
	Verdict   string       `json:"verdict,omitempty"`
	Findings  int64        `json:"findings"`
	Confirmed int64        `json:"confirmed"`
	Rejected  int64        `json:"rejected"`
	Unclear   int64        `json:"unclear"`
	Open      int64        `json:"open"`
	Precision *json.Number `json:"precision"` // null where no case was decided
	Low       *json.Number `json:"interval_low"`
	High      *json.Number `json:"interval_high"`
}

func entryOf(rule, verdict string, size int64, r *review.Reviewed, p review.Interval) scoreEntry {
	e := scoreEntry{RuleID: rule, Verdict: verdict, Findings: size, Confirmed: r.Confirmed, Rejected: r.Rejected, Unclear: r.Unclear, Open: r.Open}
	if p.Known {
		number := func(x float64) *json.Number {
			n := json.Number(fmt.Sprintf("%.6f", x))
			return &n
		}
		e.Precision, e.Low, e.High = number(p.Share), number(p.Low), number(p.High)
	}
	return e
}

func printScoreJSON(w io.Writer, s *review.Scores) error {
	out := struct {
		RunID   string       `json:"run_id"`
		Overall scoreEntry   `json:"overall"`
		Weighed int64        `json:"findings_weighted"` // of the rules and verdicts with a decided case
		Rules   []scoreEntry `json:"rules"`
		Strata  []scoreEntry `json:"strata"`
	}{RunID: s.RunID, Overall: entryOf("", "", s.Findings, &s.All, s.Overall), Weighed: s.Weighed, Rules: []scoreEntry{}, Strata: []scoreEntry{}}
	for i := range s.Rules {
		r := &s.Rules[i]
		out.Rules = append(out.Rules, entryOf(r.RuleID, "", r.Size, &r.Reviewed, r.Precision()))
	}
	for i := range s.Strata {
		x := &s.Strata[i]
		out.Strata = append(out.Strata, entryOf(x.RuleID, x.Verdict, x.Size, &x.Reviewed, x.Precision()))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}
