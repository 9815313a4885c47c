package pipeline

import (
	"context"

	"github.com/rs/zerolog"

	"vigie/pipeline/dcir"
	"vigie/pipeline/register"
	"vigie/rules"
)

// Survey is what check found: every file and register with its columns, and which rules could decide.
type Survey struct {
	Outcome
	Registers []register.Supplied
	Stray     []string         // files beside the registers that no register is named after
	Sampled   int64            // claims on which Outcome.Coverage rests
	Matches   []dcir.Match     // of the DCIR tables with each other
	Services  map[string]int64 // acts of transport services that have no claims, by PRS_NAT_REF
	Unpaired  int64            // reversals that nothing stands for
}

// sampleEvery is how many chunks go by for one whose claims are put to the rules. The first always is, so that a small
// dataset is looked at as a whole.
const sampleEvery = 16

// Check reads the claims of a folder as an audit would. The rules are put to a sample of them, only to learn how far they
// could decide and what is missing where they could not: what they say is not told.
func Check(ctx context.Context, o Options) (*Survey, error) {
	r, err := prepare(o, zerolog.Nop())
	if err != nil {
		return nil, unusable(err)
	}
	if err := r.loadRegisters(ctx, ""); err != nil {
		return nil, unusable(err)
	}
	defer easeCollector()()
	r.survey = true
	defer r.close()
	j, err := r.judge(ctx, "")
	if err != nil {
		return nil, unusable(err)
	}
	if err := r.readable(j); err != nil {
		return nil, unusable(err)
	}
	outcome := r.newOutcome(j)
	r.conclude(outcome, j)
	s := &Survey{Outcome: *outcome, Registers: r.registers.Supplied(), Stray: r.registers.UnknownFiles()}
	s.Sampled = j.tally.Claims()
	if r.joined != nil {
		s.Matches, s.Services, s.Unpaired = r.joined.Matches, r.joined.UnknownServices, r.joined.Count(dcir.CountWithoutOriginal)
	}
	return s, nil
}

// sampled says whether the claims of a chunk are put to the rules.
func (r *run) sampled(t *task) bool { return !r.survey || t.chunk.Number()%sampleEvery == 0 }

// Decided is the share of the claims in a rule's scope that it could decide, in percent rounded down; false where no claim
// was in its scope. All of them are in scope whom it did not find not applicable.
func Decided(c *rules.Coverage) (percent int64, any bool) {
	decided := c.Verdicts[rules.Compliant] + c.Verdicts[rules.Review] + c.Verdicts[rules.Anomaly]
	scope := decided + c.Verdicts[rules.InsufficientData]
	if scope == 0 {
		return 0, false
	}
	return decided * 100 / scope, true
}
