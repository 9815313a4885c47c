// Package judge puts the rules to claims, one by one and in groups, and describes what they find: what vigie audit, vigie explain and
// vigie worker share. It knows no file, no folder and no clock.
//
// A Setup is what judging needs and no claim changes; it is made once and shared. Each goroutine has a Judge, which puts the rules to the
// claim that it holds and adds up what they say, and a Describer where findings are described. What judges added up is merged in the end.
package judge

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/pipeline/register"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// ErrRule is returned where a rule is asked for that the catalogue does not have.
var ErrRule = errors.New("no such rule")

// Setup is what judging claims needs and no claim changes. It may be shared by goroutines.
type Setup struct {
	Auditor    *rules.Auditor
	Context    *claim.Context
	Parameters *law.Parameters
	Peers      *rules.Peers
	Pseudonyms *Pseudonyms // nil where identifiers are written as they are
	From, To   civil.Day   // days of the claims that are reported; zero for no bound

	Now func() time.Time // the clock by which rules are timed; nil where nobody asks
}

// Choose gives the rules of some ids in catalogue order, all of them where no id is given. ErrRule says that an id is not in the catalogue.
func Choose(ids []string) ([]*rules.Rule, error) {
	all := rules.All()
	if len(ids) == 0 {
		return all, nil
	}
	for _, id := range ids {
		if rules.ByID(id) == nil {
			return nil, fmt.Errorf("%w: got %q; want ids that vigie rules lists", ErrRule, id)
		}
	}
	return slices.DeleteFunc(all, func(r *rules.Rule) bool { return !slices.Contains(ids, r.ID) }), nil
}

// Consult gives the rules the registers of a set. earlierNights says that claims are compared with those of a ledger: where the ledger
// holds pseudonyms, the rules compare tonight's persons by their pseudonyms too.
func (s *Setup) Consult(set *register.Set, earlierNights bool) {
	s.Context = &claim.Context{Registers: set.Registers(), Calendar: set.Calendar(), Parameters: s.Parameters}
	if s.Pseudonyms != nil && earlierNights {
		s.Context.Pseudonym = s.Pseudonyms.Of
	}
	s.Peers = rules.NewPeers(s.Context.Registers)
}

// Reports says whether claims of that day are reported, and are not only context for others.
func (s *Setup) Reports(day civil.Day) bool {
	return s.From <= day && (s.To == 0 || day <= s.To)
}

// Suppressions are those of the register that hold on the day of the run.
func (s *Setup) Suppressions(today civil.Day) Suppressions {
	if rows := s.Context.Registers.Suppressions; rows != nil {
		return inForce(rows.All(), today)
	}
	return Suppressions{}
}

// Inquire puts the rules about subjects to the registers and the totals, on the day of the run, and adds what they say to the tally.
func (s *Setup) Inquire(t *Totals, asOf civil.Day) []rules.Conduct {
	return s.Auditor.Inquire(rules.Inquiry{
		Registers: s.Context.Registers, Parameters: s.Parameters, AsOf: asOf, Levels: t.Levels, Balance: t.Balance, Prescribed: t.Prescribed,
	}, t.Tally)
}
