package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"vigie/pipeline"
	"vigie/pipeline/judge"
	"vigie/rules"
)

// maxRulesShown is how many rules the summary of a run names at most.
const maxRulesShown = 12

// printSummary prints, for a person, the results of a run, what it could not judge, and what to do next.
func printSummary(w io.Writer, out string, o *pipeline.Outcome) {
	var b strings.Builder
	fmt.Fprintf(&b, "Read %s records in %.1f s: %s claims judged", judge.Counted(o.Read), o.Seconds, judge.Counted(o.Claims))
	for _, part := range []struct {
		n     int64
		words string
	}{{o.Context, "kept as context"}, {o.Cancelled, "cancelled"}, {o.Rejected, "rejected"}, {o.Earlier, "of earlier nights"}} {
		if part.n > 0 {
			fmt.Fprintf(&b, ", %s %s", judge.Counted(part.n), part.words)
		}
	}
	fmt.Fprintf(&b, ".\nFindings: %s anomalies, %s to review, %s set aside, %s about subjects, as of %s.\n", judge.Counted(verdicts(o, rules.Anomaly)),
		judge.Counted(verdicts(o, rules.Review)), judge.Counted(o.Suppressed()), judge.Counted(o.Conduct), o.AsOf)
	if o.Withdrawn+o.Replaced+o.Resent > 0 {
		fmt.Fprintf(&b, "Of earlier nights: %s findings withdrawn; of the claims that came again, %s replaced and %s unchanged, told before.\n",
			judge.Counted(o.Withdrawn), judge.Counted(o.Replaced), judge.Counted(o.Resent))
	}
	if o.Empty() {
		b.WriteString("No claim was read: nothing was judged, and that nothing was found says nothing.\n")
	}
	printTopRules(&b, o)
	if len(o.Advice) > 0 {
		b.WriteString("\nWhat could not be judged, and what would help:\n")
		for _, advice := range o.Advice {
			b.WriteString("  " + advice + "\n")
		}
	}
	if o.Rejected > 0 {
		fmt.Fprintf(&b, "\nRecords that could not be read: see %s/rejects.parquet.\n", out)
	}
	fmt.Fprintf(&b, "\nPublished in %s. A finding is an indication; a person decides. Next:\n", out)
	fmt.Fprintf(&b, "  vigie explain %s CLAIM_ID\n  vigie sample %s -n 200 --out review.csv\n", out, out)
	_, _ = io.WriteString(escapingWriter{w}, b.String()) // where stderr fails, no error can be shown
}

// verdicts counts a verdict of the rules that judge claims.
func verdicts(o *pipeline.Outcome, v rules.Verdict) (n int64) {
	for i := range o.Coverage {
		if c := &o.Coverage[i]; c.Rule.About == nil {
			n += c.Verdicts[v]
		}
	}
	return n
}

// printTopRules prints the rules with the most findings.
func printTopRules(b *strings.Builder, o *pipeline.Outcome) {
	var found []*rules.Coverage
	for i := range o.Coverage {
		if c := &o.Coverage[i]; flagged(c) > 0 {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(x, y *rules.Coverage) int { return cmp.Compare(flagged(y), flagged(x)) })
	if len(found) == 0 {
		return
	}
	b.WriteByte('\n')
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  item\trule\tanomaly\treview\tdecided")
	for _, c := range found[:min(maxRulesShown, len(found))] {
		decided, _ := pipeline.Decided(c)
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%d %%\n", cmp.Or(string(c.Rule.Item), "–"), c.Rule.ID, judge.Counted(c.Verdicts[rules.Anomaly]),
			judge.Counted(c.Verdicts[rules.Review]), decided)
	}
	table.Flush()
	if n := len(found) - maxRulesShown; n > 0 {
		fmt.Fprintf(b, "  and %d more rules: see coverage.parquet, or vigie rules ID for what one tests\n", n)
	}
}

func flagged(c *rules.Coverage) int64 { return c.Verdicts[rules.Anomaly] + c.Verdicts[rules.Review] }
