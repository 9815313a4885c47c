package pipeline

import (
	"context"
	"errors"
	"os"
	"slices"

	"github.com/rs/zerolog"

	"vigie/pipeline/dataset"
	"vigie/pipeline/progress"
	"vigie/pipeline/publish"
	"vigie/pipeline/register"
	"vigie/pipeline/scratch"
	"vigie/rules"
)

// Survey is what check found: every file and register with its columns, and which rules could decide.
type Survey struct {
	Outcome
	Registers  []register.Supplied
	Unmatched  map[string]int64     // registers that match no claim, with how many keys were looked for
	Stray      []string             // files in the folder of the registers whose names are those of no register
	PassedOver []publish.PassedOver // files of the folder that were not read
	Refused    []Refusal            // files that cannot be read at all, in the order in which they were found
	Groups     []RejectGroup        // rejects by file, column and shape, those of registers last
	Unusable   error                // why an audit would end without a result; nil where it would not
	TooMany    bool                 // an audit would publish nothing for the rejects, unless it is told how many may be
	Sampled    int64                // claims on which Outcome.Coverage rests
	Join       *dataset.Join        // nil where claims are not joined from tables
}

// Check reads the claims of a folder as an audit would, and goes on where an audit would refuse: Unusable and Refused say what that is.
// The rules are put to a sample of them, only to learn how far they could decide and what is missing where they could not: what they
// say is not shown.
func Check(ctx context.Context, o Options) (s *Survey, err error) {
	s = new(Survey)
	a, err := setUp(o, zerolog.Nop(), s)
	if err != nil {
		return nil, err
	}
	if err := a.loadRegisters(ctx, ""); err != nil {
		return nil, err
	}
	defer progress.EaseCollector()()
	defer func() { err = errors.Join(err, a.data.Close()) }()
	spill := scratch.TempFolder()
	defer func() { err = errors.Join(err, os.RemoveAll(spill)) }()
	r, err := a.judgeSingle(ctx, spill)
	if err != nil {
		return nil, err
	}
	if err := readable(a.data, r, false); err != nil && s.Unusable == nil {
		s.Unusable = err
	}
	if err := rejectLate(ctx, a, r); err != nil {
		return nil, err
	}
	outcome := newOutcome(a, r)
	outcome.conclude(a, r)
	s.Outcome, s.Registers, s.Stray, s.PassedOver = *outcome, a.registers.Supplied(), a.registers.UnknownFiles(), passedOver(a.data)
	s.Unmatched = a.registers.Registers().Unmatched
	s.Groups = slices.Concat(r.rejects.groups.list, r.duplicates.groups.list, a.unread.groups.list)
	_, _, s.TooMany = RejectLimit{}.exceeded(outcome)
	s.Sampled, s.Join = r.Tally.Claims(), a.data.Join()
	return s, nil
}

// Refusal is a file that cannot be read, or several that are read together, or a folder without files, and why.
type Refusal struct {
	File   string
	Err    error
	Remedy string // what likely helps; empty where the error says it
}

// refuse notes what cannot be read, once.
func (s *Survey) refuse(name string, err error) {
	if slices.ContainsFunc(s.Refused, func(r Refusal) bool { return r.File == name }) {
		return
	}
	s.Refused = append(s.Refused, Refusal{name, err, refusalRemedy(err)})
	if s.Unusable == nil {
		s.Unusable = err
	}
}

// Decided is the share of the claims in a rule's scope that it could decide, in percent rounded down; false where no claim was in its
// scope. A claim is in scope unless the rule is not applicable to it.
func Decided(c *rules.Coverage) (percent int64, any bool) {
	decided := c.Verdicts[rules.Compliant] + c.Verdicts[rules.Review] + c.Verdicts[rules.Anomaly]
	scope := decided + c.Verdicts[rules.InsufficientData]
	if scope == 0 {
		return 0, false
	}
	return decided * 100 / scope, true
}
