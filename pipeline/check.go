package pipeline

import (
	"context"
	"errors"

	"github.com/rs/zerolog"

	"vigie/pipeline/dataset"
	"vigie/pipeline/progress"
	"vigie/pipeline/publish"
	"vigie/pipeline/register"
	"vigie/rules"
)

// Survey is what check found: every file and register with its columns, and which rules could decide.
type Survey struct {
	Outcome
	Registers  []register.Supplied
	Unmatched  map[string]int64     // registers that match no claim, with how many keys were looked for
	Stray      []string             // files in the folder of the registers whose names are those of no register
	PassedOver []publish.PassedOver // files of the folder that were not read
	Sampled    int64                // claims on which Outcome.Coverage rests
	Join       *dataset.Join        // nil where claims are not joined from tables
}

// Check reads the claims of a folder as an audit would. The rules are put to a sample of them, only to learn how far they could decide
// and what is missing where they could not: what they say is not shown.
func Check(ctx context.Context, o Options) (s *Survey, err error) {
	a, err := setUp(o, zerolog.Nop())
	if err != nil {
		return nil, err
	}
	a.survey, a.data.Once = true, true
	if err := a.loadRegisters(ctx, ""); err != nil {
		return nil, err
	}
	defer progress.EaseCollector()()
	defer func() { err = errors.Join(err, a.data.Close()) }()
	r, err := a.judgeSingle(ctx, "")
	if err != nil {
		return nil, err
	}
	if err := readable(a.data, r); err != nil {
		return nil, err
	}
	outcome := newOutcome(a, r)
	outcome.conclude(a, r)
	return &Survey{
		Outcome: *outcome, Registers: a.registers.Supplied(), Unmatched: a.registers.Registers().Unmatched, Stray: a.registers.UnknownFiles(), PassedOver: passedOver(a.data),
		Sampled: r.Tally.Claims(), Join: a.data.Join(),
	}, nil
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
