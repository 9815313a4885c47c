package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"vigie/pipeline"
	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
)

// maxGroupsShown is how many kinds of rejects a survey shows at most.
const maxGroupsShown = 20

// printSurvey prints, for a person, what check has found.
func printSurvey(w io.Writer, s *pipeline.Survey) error {
	var b strings.Builder
	for i := range s.Files {
		f := &s.Files[i]
		fmt.Fprintf(&b, "%s: %d records, %d claims, %d cancelled, %d rejected%s\n", f.Name, f.Records(), f.Claims+f.Context, f.Cancelled, f.Rejected, layoutCounts(f.Layout))
		printColumns(&b, f.Columns.Found, f.Columns.Missing, f.Columns.Unknown)
	}
	printUnderstood(&b, s)
	printJoin(&b, s)
	if len(s.Registers) == 0 {
		b.WriteString("no registers\n")
	}
	for _, r := range s.Registers {
		fmt.Fprintf(&b, "register %s: %d rows, %d rejected", r.Name, r.Rows, r.Rejected)
		if !r.Complete {
			b.WriteString(", a local extract: a key that it lacks proves nothing")
		}
		if r.Rows == 0 {
			b.WriteString(", counts as not supplied")
		}
		if r.Rejected > 0 {
			b.WriteString(": " + r.Unread())
		}
		if keys := s.Unmatched[r.Name]; keys > 0 {
			fmt.Fprintf(&b, "; none of %s keys found: it proves nothing of anybody", judge.Counted(keys))
		}
		b.WriteByte('\n')
		printColumns(&b, nil, r.Missing, r.Unknown)
	}
	if len(s.Stray) > 0 {
		fmt.Fprintf(&b, "no register is named after: %s\n", strings.Join(s.Stray, ", "))
	}
	printRejects(&b, s)
	printDecidableShare(&b, s)
	for _, advice := range s.Advice {
		b.WriteString(advice + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// understoodTexts describe cells that are not written as the contract has them, by the kind that the manifest names.
var understoodTexts = map[string]string{
	"null_word":     "null words, taken for empty cells",
	"sentinel_day":  "sentinel days, taken for no day",
	"placeholder":   "placeholders, which name nobody",
	"day_first":     "days with the day first",
	"midnight":      "days with midnight behind them",
	"decimal_comma": "numbers with a decimal comma",
	"other_word":    "booleans in other words",
	"cleaned":       "identifiers without their blanks or apostrophe",
	"whole_float":   "whole numbers such as 12.0",
	"lost_digits":   "identifiers such as 1,85057E+12 that lost their digits, which name nobody",
	"lost_zero":     "postcodes of four digits, read with the zero that they lost",
	"lost_hour":     "hours that cannot be read, which are not known",
	"twelve_hours":  "hours such as 06:42 PM",
	"late_arrival":  "arrivals more than two days behind the departure, taken as unknown",
}

// passedOverTexts say why files were not read, likewise.
var passedOverTexts = map[string]string{
	dataset.OtherName:   "no claim file has such a name",
	dataset.OtherSuffix: "files with that suffix are not read",
	dataset.NoFile:      "there is no file in the folder",
}

// printUnderstood prints which cells were understood though they are not written as the contract has them, and which files were not read.
func printUnderstood(b *strings.Builder, s *pipeline.Survey) {
	for _, u := range s.Understood() {
		fmt.Fprintf(b, "understood %s %s: %d %s\n", u.Path, u.Column, u.Cells, cmp.Or(understoodTexts[u.How], u.How))
	}
	for _, f := range s.PassedOver {
		fmt.Fprintf(b, "passed over %s: %s\n", f.Path, cmp.Or(passedOverTexts[f.Why], f.Why))
	}
}

// printRejects prints which files cannot be read, and the rejects by file, column and shape, the most frequent first.
func printRejects(b *strings.Builder, s *pipeline.Survey) {
	for _, r := range s.Refused {
		fmt.Fprintf(b, "refused %s: %s\n", r.File, r.Err)
		if r.Remedy != "" {
			fmt.Fprintf(b, "  remedy: %s\n", r.Remedy)
		}
	}
	groups := slices.Clone(s.Groups)
	slices.SortStableFunc(groups, func(x, y pipeline.RejectGroup) int { return cmp.Compare(y.Records, x.Records) })
	var shown int64
	for _, g := range groups[:min(len(groups), maxGroupsShown)] {
		fmt.Fprintf(b, "rejects %s: %d from line %d: %s\n", g.File, g.Records, g.Line, g.Fault)
		if g.Remedy != "" {
			fmt.Fprintf(b, "  remedy: %s\n", g.Remedy)
		}
		shown += g.Records
	}
	if more := s.Rejected - shown; more > 0 {
		fmt.Fprintf(b, "and %d more rejects\n", more)
	}
	if s.TooMany {
		fmt.Fprintf(b, "rejects are more than %s\n", pipeline.RejectLimit{})
	}
}

// printJoin prints how many rows of each table have their key in another, and which transports have no claims.
func printJoin(b *strings.Builder, s *pipeline.Survey) {
	if s.Join == nil {
		return
	}
	for _, m := range s.Join.Matches {
		if m.Rows == 0 {
			continue
		}
		of := m.Of
		if m.Transports {
			of += " (transports)"
		}
		fmt.Fprintf(b, "%s: %d of %d rows (%d %%) find their key in %s\n", of, m.Found, m.Rows, m.Found*100/m.Rows, m.In)
	}
	for _, nature := range slices.Sorted(maps.Keys(s.Join.UnknownServices)) {
		fmt.Fprintf(b, "unknown_service PRS_NAT_REF %s: %d acts\n", nature, s.Join.UnknownServices[nature])
	}
	if n := s.Join.WithoutOriginal; n > 0 {
		fmt.Fprintf(b, "reversal_without_original: %d acts\n", n)
	}
}

func printColumns(b *strings.Builder, found, missing, unknown []string) {
	for _, list := range []struct {
		word  string
		names []string
	}{{"found", found}, {"missing", missing}, {"unknown", unknown}} {
		if len(list.names) > 0 {
			fmt.Fprintf(b, "  columns %s: %s\n", list.word, strings.Join(list.names, ", "))
		}
	}
	for _, s := range tablefile.Suggest(missing, unknown) {
		fmt.Fprintf(b, "  column %s may be %s\n", s.Name, s.Meant)
	}
}

// printDecidableShare prints what share of the claims in its scope each rule could decide, and what it lacked for the others.
func printDecidableShare(b *strings.Builder, s *pipeline.Survey) {
	fmt.Fprintf(b, "could decide, of the claims in scope among %d looked at:\n", s.Sampled)
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for i := range s.Coverage {
		c := &s.Coverage[i]
		percent, any := pipeline.Decided(c)
		share := "no claim in scope"
		if any {
			share = fmt.Sprintf("%d %%", percent)
		}
		var why []string
		blamed := findings.BlameOf(c)
		slices.SortStableFunc(blamed, func(x, y findings.Blame) int { return cmp.Compare(y.Claims, x.Claims) })
		for _, x := range blamed {
			why = append(why, fmt.Sprintf("%s (%d)", x.What, x.Claims))
		}
		line := "  " + c.Rule.ID + "\t" + share
		if len(why) > 0 {
			line += "\tlacks " + strings.Join(why, ", ")
		}
		fmt.Fprintln(table, line)
	}
	table.Flush()
}

// layoutCountTexts describe the counts of records that only one layout has.
var layoutCountTexts = map[string]string{"left_out": "left out", "unknown_service": "of unknown services"}

func layoutCounts(counts map[string]int64) (text string) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		text += fmt.Sprintf(", %d %s", counts[name], cmp.Or(layoutCountTexts[name], name))
	}
	return text
}
