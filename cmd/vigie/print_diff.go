package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"vigie/pipeline/diff"
	"vigie/pipeline/publish"
)

// printDiff prints the differences of inputs, rules and parameters, the counts by rule, and the first findings.
func printDiff(ctx context.Context, w io.Writer, d *diff.Diff, most int) error {
	fmt.Fprintf(w, "A  run %s, as of %s\nB  run %s, as of %s\n", d.A.RunID, d.A.AsOf, d.B.RunID, d.B.AsOf)
	printManifestDifferences(w, "data", d.Data)
	printManifestDifferences(w, "rules and parameters", d.Rules)
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
		printDiffTotal(columns, table, &total)
	}
	columns.Flush()
	var withdrawn int64
	for i := range totals {
		withdrawn += totals[i].By(diff.ByWithdrawal)
	}
	if withdrawn > 0 {
		fmt.Fprintf(w, "%d of those gone are withdrawn: the second run rests on the first\n", withdrawn)
	}
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

func printManifestDifferences(w io.Writer, side string, list []diff.Difference) {
	if len(list) == 0 {
		fmt.Fprintf(w, "%s: the same\n", side)
		return
	}
	fmt.Fprintf(w, "%s:\n", side)
	for _, x := range list {
		fmt.Fprintf(w, "  %s: %s -> %s\n", x.What, shortenHashes(x.A), shortenHashes(x.B))
	}
}

// shortenHashes writes a value of a manifest for a line: of a hash the first 12 digits; an empty value is "none".
func shortenHashes(s string) string {
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

func printDiffTotal(w io.Writer, name string, o *diff.Total) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", name, sumCauses(o.New), sumCauses(o.Gone), sumCauses(o.Changed),
		o.By(diff.ByData), o.By(diff.ByRules), o.By(diff.CannotTell), o.Same)
}

func sumCauses(counts diff.ByCause) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// errListFull ends a list that has all the lines asked for.
var errListFull = errors.New("enough")

// printChanges lists findings, at most the number asked for.
func printChanges(ctx context.Context, w io.Writer, d *diff.Diff, most int) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(columns, "\nwhat\twhy\trule\tverdict\tabout\tday\tat stake\tdiffers in\n")
	n := 0
	err := d.Each(ctx, func(c *diff.Change) error {
		if n++; most > 0 && n > most {
			return errListFull
		}
		verdict, stake := c.Verdict, c.Stake.String()
		if c.Fate == diff.Changed && c.Was != c.Verdict {
			verdict = c.Was + " -> " + verdict
		}
		if c.Fate == diff.Changed && c.StakeWas != c.Stake {
			stake = c.StakeWas.String() + " -> " + stake
		}
		about := c.ClaimKind + " " + c.ClaimID
		if c.Table == publish.ConductFile {
			about = "subject " + c.SubjectID
		}
		_, err := fmt.Fprintf(columns, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.Fate, c.Cause, inCell(c.RuleID), verdict, inCell(about), c.Day, stake,
			strings.Join(c.Parts, ", "))
		if n%1000 == 0 {
			columns.Flush() // a table of a million lines is aligned in pieces, to save memory
		}
		return err
	})
	columns.Flush()
	if errors.Is(err, errListFull) {
		_, err = fmt.Fprintf(w, "and more; --most 0 lists all, --json too\n")
	}
	return err
}

// inCell is a text of the data in a cell of a table.
func inCell(s string) string { return oneLine(s) }
