package review

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrReview is returned where a review file is not the sample of the run, filled in.
var ErrReview = errors.New("the review does not match")

// review is one reviewed finding.
type review struct {
	line    int
	outcome string // empty where there is none yet
	found   bool   // it is among the findings of the run that stand
}

// readReview reads a sample that reviewers have filled in: with commas, semicolons or tabs, as the spreadsheet left it. It reads the columns
// anomaly_id, run_id and outcome, in any order; an empty outcome is a case that is not decided yet.
func readReview(from io.Reader, path, runID string) (map[string]*review, error) {
	in := bufio.NewReader(from)
	if mark, err := in.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = in.Discard(len(mark))
	}
	r := csv.NewReader(in)
	r.Comma = separatorOf(in)
	r.ReuseRecord = true
	refuse := func(line int, format string, arguments ...any) error {
		return fmt.Errorf("cannot read the review: %w: %s line %d: %s", ErrReview, path, line, fmt.Sprintf(format, arguments...))
	}
	header, err := r.Read()
	if err != nil {
		return nil, refuse(1, "got no header; want that of vigie sample")
	}
	var at [3]int
	for i, name := range []string{"anomaly_id", "run_id", "outcome"} {
		at[i] = slices.IndexFunc(header, func(s string) bool { return strings.TrimSpace(s) == name })
		if at[i] < 0 {
			return nil, refuse(1, "got no column %s; want those of vigie sample", name)
		}
	}
	reviews := map[string]*review{}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return reviews, nil
		}
		if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
			return nil, refuse(parse.Line, "%v", parse.Err)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the review: %w", err)
		}
		line, _ := r.FieldPos(0)
		if !slices.ContainsFunc(record, func(s string) bool { return s != "" }) {
			continue // what a spreadsheet leaves of an emptied row
		}
		id, of, outcome := strings.TrimSpace(record[at[0]]), strings.TrimSpace(record[at[1]]), strings.ToLower(strings.TrimSpace(record[at[2]]))
		switch earlier := reviews[id]; {
		case of != runID:
			return nil, refuse(line, "got a finding of run %q; want of run %s", of, runID)
		case outcome != "" && !slices.Contains(Outcomes, outcome):
			return nil, refuse(line, "got the outcome %q; want confirmed, rejected, unclear or nothing", outcome)
		case earlier != nil:
			return nil, refuse(line, "got anomaly_id %s, which line %d has already; want each once", id, earlier.line)
		}
		reviews[strings.Clone(id)] = &review{line: line, outcome: strings.Clone(outcome)}
	}
}

// separatorOf is the character among , ; and tab that the header has most of.
func separatorOf(in *bufio.Reader) rune {
	head, _ := in.Peek(4096)
	line, _, _ := strings.Cut(string(head), "\n")
	best := ','
	for _, c := range ";\t" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}

// unknownReview refuses the first reviewed finding that the run does not have, or that somebody has set aside.
func unknownReview(reviews map[string]*review, path, runID string) error {
	var first *review
	var id string
	for name, r := range reviews {
		if !r.found && (first == nil || r.line < first.line) {
			first, id = r, name
		}
	}
	if first == nil {
		return nil
	}
	return fmt.Errorf("cannot read the review: %w: %s line %d: got anomaly_id %q; want a finding of run %s that nobody has set aside",
		ErrReview, path, first.line, id, runID)
}
