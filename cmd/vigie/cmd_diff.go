package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"vigie/pipeline/diff"

	"github.com/spf13/cobra"
)

func newDiff(t *terminal) *cobra.Command {
	var asJSON bool
	most := 40
	c := &cobra.Command{
		Use:   "diff OUT_A OUT_B",
		Short: "Findings that are new, gone or changed between two runs, and why",
		Long: `diff holds the findings of run B against those of run A, anomalies by anomaly_id and conduct by conduct_id. What came, went
or changed is put down to the data (inputs, registers, history, days, pseudonym key) where the manifests differ in these
alone, and to the rules (rule set, parameters, rules applied, program) where they differ in those alone. Where both differ,
a finding whose claim and facts are the same but for its parameters changed because of the rules, one of a rule that only
one run applied came or went because of them, and of the others it cannot be told.

The exit code is 0 whether or not the runs are equal. A folder that is not what its run wrote is exit 1.`,
		Example: "  vigie diff audits/2026-03-01 audits/2026-03-02\n  vigie diff before after --most 0\n  vigie diff before after --json",
		Args:    exactly(2),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "everything as JSON, each finding included")
	c.Flags().IntVar(&most, "most", most, "findings to list; 0 for all")
	c.RunE = func(c *cobra.Command, args []string) error {
		if most < 0 {
			return fmt.Errorf("%w: --most: got %d; want a number of findings, or 0 for all", errUsage, most)
		}
		d, err := diff.Compare(c.Context(), args[0], args[1])
		if err != nil {
			return err
		}
		w := &lineWriter{to: t.out}
		if asJSON {
			err = diffJSON(c.Context(), w, d)
		} else {
			err = diffTable(c.Context(), w, d, most)
		}
		if err != nil {
			return err
		}
		return w.Flush()
	}
	return c
}

// diffTable prints the differences of inputs, rules and parameters, the counts by rule, and the first findings.
func diffTable(ctx context.Context, w io.Writer, d *diff.Diff, most int) error {
	fmt.Fprintf(w, "A  run %s, as of %s\nB  run %s, as of %s\n", d.A.RunID, d.A.AsOf, d.B.RunID, d.B.AsOf)
	printDifferences(w, "data", d.Data)
	printDifferences(w, "rules and parameters", d.Rules)
	if !d.Differs {
		_, err := fmt.Fprintln(w, "\nThe findings are the same.")
		return err
	}
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(columns, "\n\tnew\tgone\tchanged\tby data\tby rules\tcannot be told\tsame\n")
	totals := d.Totals()
	for _, table := range []string{"anomalies", "conduct"} {
		var total diff.Total
		for i := range totals {
			if totals[i].Table == table {
				total.Add(&totals[i])
			}
		}
		printTotal(columns, table, &total)
	}
	columns.Flush()
	columns = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(columns, "\nrule\tnew\tgone\tchanged\tby data\tby rules\tcannot be told\n")
	for i := range totals {
		if o := &totals[i]; o.Any() {
			fmt.Fprintf(columns, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", o.RuleID, sumCauses(o.New), sumCauses(o.Gone), sumCauses(o.Changed),
				o.By(diff.ByData), o.By(diff.ByRules), o.By(diff.CannotTell))
		}
	}
	columns.Flush()
	return printChanges(ctx, w, d, most)
}

func printDifferences(w io.Writer, side string, list []diff.Difference) {
	if len(list) == 0 {
		fmt.Fprintf(w, "%s: the same\n", side)
		return
	}
	fmt.Fprintf(w, "%s:\n", side)
	for _, x := range list {
		fmt.Fprintf(w, "  %s: %s -> %s\n", x.What, short(x.A), short(x.B))
	}
}

// short is a value of a manifest for a line: hashes are cut; an empty value is "none".
func short(s string) string {
	const hash = 64
	cut := []byte{}
	digits := 0
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' || c >= 'a' && c <= 'f' {
			digits++
		} else {
			digits = 0
		}
		cut = append(cut, s[i])
		if digits == hash {
			cut = append(cut[:len(cut)-hash+12], "…"...)
		}
	}
	if len(cut) == 0 {
		return "none"
	}
	return string(cut)
}

func printTotal(w io.Writer, name string, o *diff.Total) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", name, sumCauses(o.New), sumCauses(o.Gone), sumCauses(o.Changed),
		o.By(diff.ByData), o.By(diff.ByRules), o.By(diff.CannotTell), o.Same)
}

func sumCauses(counts diff.ByCause) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}
