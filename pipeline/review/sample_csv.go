package review

import (
	"context"
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
	"strings"

	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/rules"
)

// sampleColumns are the columns of a review sample; the last two are for the reviewer. The size of the stratum and what was
// drawn of it give each finding its weight.
var sampleColumns = []string{"anomaly_id", "run_id", "rule_id", "item", "verdict", "claim_kind", "claim_id", "subject_id", "service_date",
	"amount_at_stake", "message_fr", "message_en", "facts", "stratum_size", "stratum_sampled", "outcome", "comment"}

// byteOrderMark tells a spreadsheet that the text is UTF-8.
const byteOrderMark = "\uFEFF"

func writeSample(ctx context.Context, run *publish.Published, s *strata, drawn []int64, separator rune, w io.Writer) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = separator
	if err := out.Write(sampleColumns); err != nil {
		return err
	}
	columns := []string{"anomaly_id", "rule_id", "verdict", "suppressed", "run_id", "item", "claim_kind", "claim_id", "subject_id", "service_date",
		"amount_at_stake", "message_fr", "message_en", "facts"}
	var facts []rules.Shown
	err := eachStanding(ctx, run, columns, func(row int64, rows *findings.Rows) error {
		if len(drawn) == 0 || drawn[0] != row {
			return nil
		}
		drawn = drawn[1:]
		facts = rows.Facts(13, facts[:0])
		texts := []string{rows.Text(0), rows.Text(4), rows.Text(1), rows.Text(5), rows.Text(2), rows.Text(6), rows.Text(7), rows.Text(8),
			"", "", rows.Text(11), rows.Text(12), factsText(facts)}
		for i := range texts {
			texts[i] = Inert(texts[i])
		}
		texts[8], texts[9] = rows.Day(9).String(), rows.Cents(10).String()
		stratum := &s.list[s.at(rows.Text(1), rows.Text(2))]
		return out.Write(append(texts, strconv.FormatInt(stratum.Size, 10), strconv.FormatInt(stratum.Sampled, 10), "", ""))
	})
	out.Flush()
	if err != nil {
		return err
	}
	return out.Error()
}

// factsText puts facts into one cell, each with its source.
func factsText(facts []rules.Shown) string {
	parts := make([]string, len(facts))
	for i, f := range facts {
		parts[i] = f.Name + " = " + f.Value + " [" + f.Source + "]"
	}
	return strings.Join(parts, " | ")
}

// formula is what a spreadsheet may take for the beginning of a formula: at the beginning of a cell, or behind a character that ends a cell
// for a spreadsheet that expects another separator.
var formula = regexp.MustCompile(`(^|[,;\t\r\n])([ ']*[=+\-@＝＋－＠])`)

// quoted is a formula that Inert made inert.
var quoted = regexp.MustCompile(`(^|[,;\t\r\n])'([ ']*[=+\-@＝＋－＠])`)

// Inert keeps a text from becoming a formula in a spreadsheet: an apostrophe goes before what looks like the beginning of one.
// Active takes it away again.
func Inert(s string) string { return formula.ReplaceAllString(s, "$1'$2") }

// Active is the text that Inert was given.
func Active(s string) string { return quoted.ReplaceAllString(s, "$1$2") }
