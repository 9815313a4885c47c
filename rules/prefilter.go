package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Sieve is the hints of the claims that take part in a rule and share its key, in order of time.
type KeyGroup struct {
	Members []claim.GroupKey
	Input   *InputFacts

	parameters *law.Parameters
	bit        uint8
	rule       RuleSet
	add        func(place uint64, by RuleSet)
}

// RuleSet is a set of the rules across claims, by their places among them.
type RuleSet uint64

// Context says whether a member is only looked at beside others.
func (s *KeyGroup) Context(member int) bool { return s.Members[member].Context&s.bit != 0 }

// Keep lets the claim of a member be read again.
func (s *KeyGroup) AddCandidate(member int) { s.add(s.Members[member].Position, s.rule) }

// KeepAll lets all of them be read again.
func (s *KeyGroup) AddAll() {
	for i := range s.Members {
		s.AddCandidate(i)
	}
}

// Hints gives the hints that a judged claim leaves for the rules across claims; entered is what Judge said of it.
func (a *Auditor) GroupKeys(c *claim.Case, entered RuleSet, add func(*claim.GroupKey)) {
	a.groupKeys(c, a.across.only, entered, add)
}

// ContextHints gives the hints of a claim that was not judged.
func (a *Auditor) ContextGroupKeys(c *claim.Case, add func(*claim.GroupKey)) {
	a.groupKeys(c, 0, 0, add)
}

func (a *Auditor) groupKeys(c *claim.Case, known, entered RuleSet, add func(*claim.GroupKey)) {
	key := c.GroupKey()
	for k, rules := range a.across.byKey {
		takesPart, context := a.partIn(rules, c, known, entered)
		if takesPart == 0 {
			continue
		}
		key.Rules, key.Context, key.Extra = takesPart, context, 0
		for n, i := range rules {
			if extra := a.Rules[i].Across.Extra; extra != nil && (takesPart&^context)>>n&1 != 0 {
				key.Extra |= extra(c)
			}
		}
		c.EachGroupKey(claim.Key(k), key, add)
	}
}

// SiftGroup keeps the claims of a group that the rules of its key may flag or name, each for the rules that may.
func (a *Auditor) PrefilterGroup(keys []claim.GroupKey, w *InputFacts, p *law.Parameters, scratch []claim.GroupKey, add func(place uint64, by RuleSet)) []claim.GroupKey {
	s := KeyGroup{Input: w, parameters: p, add: add}
	for n, i := range a.across.byKey[keys[0].Key()] {
		scratch = scratch[:0]
		for j := range keys {
			if keys[j].Rules>>n&1 != 0 {
				scratch = append(scratch, keys[j])
			}
		}
		if len(scratch) == 0 {
			continue
		}
		s.Members, s.bit, s.rule = scratch, 1<<n, a.across.sets[i]
		if prefilter := a.Rules[i].Across.Prefilter; prefilter != nil {
			prefilter(&s)
		} else {
			s.AddAll()
		}
	}
	return scratch
}

// siftOverlapping keeps those who are there at one time, or begin at one instant.
func prefilterOverlapping(s *KeyGroup) {
	for i := range s.Members {
		for j := i + 1; j < len(s.Members) && meet(&s.Members[i], &s.Members[j]); j++ {
			s.AddCandidate(i)
			s.AddCandidate(j)
		}
	}
}

// meet says whether two hints, of which the first begins no later, have time in common or begin at one instant.
func meet(a, b *claim.GroupKey) bool { return int64(b.From) < a.To() || b.From == a.From }

// siftMarked keeps those with an Extra, and who overlaps with anybody.
func prefilterOverlappingOrExtra(s *KeyGroup) {
	prefilterOverlapping(s)
	for i := range s.Members {
		if s.Members[i].Extra != 0 {
			s.AddCandidate(i)
		}
	}
}

// siftWhereMarked keeps the whole group where one of it has an Extra.
func prefilterGroupsWithExtra(s *KeyGroup) {
	for i := range s.Members {
		if s.Members[i].Extra != 0 {
			s.AddAll()
			return
		}
	}
}

// siftTaking keeps the whole group where one of it does more than stand beside.
func prefilterGroupsTakingPart(s *KeyGroup) {
	for i := range s.Members {
		if !s.Context(i) {
			s.AddAll()
			return
		}
	}
}

// siftBeyond keeps the whole group where it has more members than the least Extra.
func prefilterGroupsBeyondExtra(s *KeyGroup) {
	for i := range s.Members {
		if len(s.Members) > int(s.Members[i].Extra) {
			s.AddAll()
			return
		}
	}
}

// siftWithoutAct keeps the trips after which, that day and the next, there is no act.
func prefilterTripsWithoutAct(s *KeyGroup) {
	var acts []civil.Day
	for i := range s.Members {
		if s.Context(i) {
			acts = append(acts, s.Members[i].Day)
		}
	}
	slices.Sort(acts)
	for i := range s.Members {
		if day := s.Members[i].Day; !s.Context(i) && !actsWithin(acts, day, day+1) {
			s.AddCandidate(i)
		}
	}
}
