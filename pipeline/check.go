package pipeline

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rs/zerolog"

	"vigie/rules"
)

// Survey is what check found: every file with its columns, and what each rule lacks.
type Survey struct {
	Outcome
	rules     []*rules.Rule
	registers []string // supplied
	unknown   []string // files beside the registers
}

// Check reads the claims of a folder as an audit would, and judges nothing.
func Check(ctx context.Context, o Options) (*Survey, error) {
	r, err := prepare(o, zerolog.Nop())
	if err != nil {
		return nil, unusable(err)
	}
	if err := r.loadRegisters(); err != nil {
		return nil, unusable(err)
	}
	s := &Survey{rules: r.auditor.Rules, unknown: r.registers.Unknown()}
	for _, reg := range r.registers.Supplied() {
		s.registers = append(s.registers, reg.Name)
	}
	r.auditor = rules.NewAuditor(nil)
	j, err := r.judge(ctx)
	if err != nil {
		return nil, unusable(err)
	}
	if err := j.readable(); err != nil {
		return nil, unusable(err)
	}
	s.Outcome = *r.outcome(j)
	return s, nil
}

// Print writes the survey for a person.
func (s *Survey) Print(w io.Writer) error {
	var b strings.Builder
	for i := range s.files {
		f := &s.files[i]
		fmt.Fprintf(&b, "%s: %d records, %d claims, %d cancelled, %d rejected\n", f.name, f.records(), f.claims+f.context, f.cancelled, f.rejected)
		for _, c := range []struct {
			word  string
			names []string
		}{{"found", f.columns.Found}, {"missing", f.columns.Missing}, {"unknown", f.columns.Unknown}} {
			if len(c.names) > 0 {
				fmt.Fprintf(&b, "  columns %s: %s\n", c.word, strings.Join(c.names, ", "))
			}
		}
	}
	fmt.Fprintf(&b, "registers: %s\n", listing(s.registers))
	if len(s.unknown) > 0 {
		fmt.Fprintf(&b, "  no register is named after: %s\n", strings.Join(s.unknown, ", "))
	}
	for i, r := range s.rejects {
		if i == 10 {
			fmt.Fprintf(&b, "  and %d more rejects\n", len(s.rejects)-i)
			break
		}
		fmt.Fprintf(&b, "  reject: %s line %d %s: %s\n", r.File, r.Line, r.Column, r.Reason)
	}
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range s.rules {
		if lacks := s.lacks(r); len(lacks) > 0 {
			fmt.Fprintf(table, "%s\tundecided where it needs\t%s\n", r.ID, strings.Join(lacks, ", "))
		} else {
			fmt.Fprintf(table, "%s\tcan decide\t\n", r.ID)
		}
	}
	table.Flush()
	_, err := io.WriteString(w, b.String())
	return err
}

// lacks names what a rule may need and no file has.
func (s *Survey) lacks(r *rules.Rule) []string {
	var lacks []string
	for _, need := range r.Needs {
		name, _, _ := strings.Cut(need, ".")
		if !slices.Contains(s.registers, name) && !s.hasColumn(name) && !slices.Contains(lacks, name) {
			lacks = append(lacks, name)
		}
	}
	return lacks
}

func (s *Survey) hasColumn(name string) bool {
	for i := range s.files {
		if slices.Contains(s.files[i].columns.Found, name) {
			return true
		}
	}
	return false
}
