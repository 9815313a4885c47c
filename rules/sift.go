package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Sieve is the hints of the claims that take part in a rule and share its key, in order of time.
type Sieve struct {
	Members []claim.Hint
	World   *World

	parameters *law.Parameters
	bit        uint8
	rule       RuleSet
	keep       func(place uint64, by RuleSet)
}

// RuleSet is a set of the rules across claims, by their places among them.
type RuleSet uint64

// Context says whether a member is only looked at beside others.
func (s *Sieve) Context(member int) bool { return s.Members[member].Beside&s.bit != 0 }

// Keep lets the claim of a member be read again.
func (s *Sieve) Keep(member int) { s.keep(s.Members[member].Place, s.rule) }

// KeepAll lets all of them be read again.
func (s *Sieve) KeepAll() {
	for i := range s.Members {
		s.Keep(i)
	}
}

// Hints gives the hints that a judged claim leaves for the rules across claims; entered is what Judge said of it.
func (a *Auditor) Hints(c *claim.Case, entered RuleSet, leave func(*claim.Hint)) {
	a.hints(c, a.across.only, entered, leave)
}

// ContextHints gives the hints of a claim that was not judged.
func (a *Auditor) ContextHints(c *claim.Case, leave func(*claim.Hint)) { a.hints(c, 0, 0, leave) }

func (a *Auditor) hints(c *claim.Case, known, entered RuleSet, leave func(*claim.Hint)) {
	h := c.Hint()
	for key, rules := range a.across.byKey {
		takes, beside := a.partIn(rules, c, known, entered)
		if takes == 0 {
			continue
		}
		h.Takes, h.Beside, h.Extra = takes, beside, 0
		for n, i := range rules {
			if extra := a.Rules[i].Across.Extra; extra != nil && (takes&^beside)>>n&1 != 0 {
				h.Extra |= extra(c)
			}
		}
		c.LeaveHints(claim.Key(key), h, leave)
	}
}

// SiftGroup keeps the claims of a group that the rules of its key may flag or name, each for the rules that may.
func (a *Auditor) SiftGroup(hints []claim.Hint, w *World, p *law.Parameters, scratch []claim.Hint, keep func(place uint64, by RuleSet)) []claim.Hint {
	s := Sieve{World: w, parameters: p, keep: keep}
	for n, i := range a.across.byKey[hints[0].Key()] {
		scratch = scratch[:0]
		for j := range hints {
			if hints[j].Takes>>n&1 != 0 {
				scratch = append(scratch, hints[j])
			}
		}
		if len(scratch) == 0 {
			continue
		}
		s.Members, s.bit, s.rule = scratch, 1<<n, a.across.sets[i]
		if sift := a.Rules[i].Across.Sift; sift != nil {
			sift(&s)
		} else {
			s.KeepAll()
		}
	}
	return scratch
}

// siftOverlapping keeps those who are there at one time, or begin at one instant.
func siftOverlapping(s *Sieve) {
	for i := range s.Members {
		for j := i + 1; j < len(s.Members) && meet(&s.Members[i], &s.Members[j]); j++ {
			s.Keep(i)
			s.Keep(j)
		}
	}
}

// meet says whether two hints, of which the first begins no later, have time in common or begin at one instant.
func meet(a, b *claim.Hint) bool { return int64(b.From) < a.To() || b.From == a.From }

// siftMarked keeps those with an Extra, and who overlaps with anybody.
func siftMarked(s *Sieve) {
	siftOverlapping(s)
	for i := range s.Members {
		if s.Members[i].Extra != 0 {
			s.Keep(i)
		}
	}
}

// siftWhereMarked keeps the whole group where one of it has an Extra.
func siftWhereMarked(s *Sieve) {
	for i := range s.Members {
		if s.Members[i].Extra != 0 {
			s.KeepAll()
			return
		}
	}
}

// siftTaking keeps the whole group where one of it does more than stand beside.
func siftTaking(s *Sieve) {
	for i := range s.Members {
		if !s.Context(i) {
			s.KeepAll()
			return
		}
	}
}

// siftBeyond keeps the whole group where it has more members than the least Extra.
func siftBeyond(s *Sieve) {
	for i := range s.Members {
		if len(s.Members) > int(s.Members[i].Extra) {
			s.KeepAll()
			return
		}
	}
}

// siftWithoutAct keeps the trips after which, that day and the next, there is no act.
func siftWithoutAct(s *Sieve) {
	var acts []civil.Day
	for i := range s.Members {
		if s.Context(i) {
			acts = append(acts, s.Members[i].Day)
		}
	}
	slices.Sort(acts)
	for i := range s.Members {
		if day := s.Members[i].Day; !s.Context(i) && !actsWithin(acts, day, day+1) {
			s.Keep(i)
		}
	}
}
