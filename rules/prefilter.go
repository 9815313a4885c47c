package rules

import (
	"math"
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// KeyGroup is the group keys of the claims that take part in a rule and share its key, in order of time.
type KeyGroup struct {
	Members []claim.GroupKey
	Input   *InputFacts

	parameters *law.Parameters
	bit        uint8
	set        RuleSet
	candidate  func(place uint64, by RuleSet)
}

// RuleSet is a set of the rules about groups: a bit set by their order among the auditor's.
type RuleSet uint64

// Context says whether a member is context only.
func (g *KeyGroup) Context(member int) bool { return g.Members[member].Context&g.bit != 0 }

// AddCandidate selects a member: its claim will be read again.
func (g *KeyGroup) AddCandidate(member int) { g.candidate(g.Members[member].Position, g.set) }

// AddAll selects all members.
func (g *KeyGroup) AddAll() {
	for i := range g.Members {
		g.AddCandidate(i)
	}
}

// GroupKeys calls add for every group key of a claim that was judged. Entered is what Judge returned for it. The key is valid
// during the call only.
func (a *Auditor) GroupKeys(c *claim.Case, entered RuleSet, add func(*claim.GroupKey)) {
	a.groupKeys(c, a.across.only, entered, add)
}

// ContextGroupKeys is GroupKeys for a claim that was not judged.
func (a *Auditor) ContextGroupKeys(c *claim.Case, add func(*claim.GroupKey)) {
	a.groupKeys(c, 0, 0, add)
}

func (a *Auditor) groupKeys(c *claim.Case, known, entered RuleSet, add func(*claim.GroupKey)) {
	key := c.GroupKey()
	parts := a.participations(c)
	for k, rules := range a.across.byKey {
		takesPart, context := partIn(parts[k], c, known, entered)
		if takesPart == 0 {
			continue
		}
		key.Rules, key.Context, key.Extra = takesPart, context, 0
		for n, i := range rules {
			x := a.Rules[i].Across
			if x.Extra != nil && takesPart>>n&1 != 0 && (x.ExtraOfContext || context>>n&1 == 0) {
				key.Extra |= x.Extra(c)
			}
		}
		c.EachGroupKey(claim.Key(k), key, add)
	}
}

// PrefilterGroup calls candidate for the claims of a group that the rules of its key may flag or name, once for each of those
// rules. The keys are those of one group, in order; scratch is memory to be reused, and is returned.
func (a *Auditor) PrefilterGroup(keys []claim.GroupKey, input *InputFacts, p *law.Parameters, scratch []claim.GroupKey, candidate func(position uint64, by RuleSet)) []claim.GroupKey {
	g := KeyGroup{Input: input, parameters: p, candidate: candidate}
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
		g.Members, g.bit, g.set = scratch, 1<<n, a.across.sets[i]
		if prefilter := a.Rules[i].Across.Prefilter; prefilter != nil {
			prefilter(&g)
		} else {
			g.AddAll()
		}
	}
	return scratch
}

// prefilterOverlapping selects members that overlap in time or begin at the same instant.
//
// They are in order of their beginning: a member meets one before it where it begins before the latest end of those, and one behind it
// where it meets the next. So a group costs time in proportion to its size, also where all of its members meet.
func prefilterOverlapping(g *KeyGroup) {
	end := int64(math.MinInt64) // the latest of the members before
	for i := range g.Members {
		m := &g.Members[i]
		before := i > 0 && (int64(m.From) < end || m.From == g.Members[i-1].From)
		if before || i+1 < len(g.Members) && meet(m, &g.Members[i+1]) {
			g.AddCandidate(i)
		}
		end = max(end, m.To())
	}
}

// meet says whether two keys, of which the first begins no later, overlap in time or begin at the same instant.
func meet(a, b *claim.GroupKey) bool { return int64(b.From) < a.To() || b.From == a.From }

// prefilterOverlappingOrExtra selects members that overlap, and those with an Extra.
func prefilterOverlappingOrExtra(g *KeyGroup) {
	prefilterOverlapping(g)
	for i := range g.Members {
		if g.Members[i].Extra != 0 {
			g.AddCandidate(i)
		}
	}
}

// prefilterGroupsWithExtra selects the whole group if one of its members has an Extra.
func prefilterGroupsWithExtra(g *KeyGroup) {
	for i := range g.Members {
		if g.Members[i].Extra != 0 {
			g.AddAll()
			return
		}
	}
}

// prefilterGroupsTakingPart selects the whole group if one of its members is more than context.
func prefilterGroupsTakingPart(g *KeyGroup) {
	for i := range g.Members {
		if !g.Context(i) {
			g.AddAll()
			return
		}
	}
}

// prefilterGroupsBeyondExtra selects the whole group if it has more members than the smallest Extra.
func prefilterGroupsBeyondExtra(g *KeyGroup) {
	for i := range g.Members {
		if len(g.Members) > int(g.Members[i].Extra) {
			g.AddAll()
			return
		}
	}
}

// prefilterTripsWithoutAct selects the trips without an act on the same day or the next.
func prefilterTripsWithoutAct(g *KeyGroup) {
	var acts []civil.Day
	for i := range g.Members {
		if g.Context(i) {
			acts = append(acts, g.Members[i].Day)
		}
	}
	slices.Sort(acts)
	for i := range g.Members {
		if day := g.Members[i].Day; !g.Context(i) && !actsWithin(acts, day, day+1) {
			g.AddCandidate(i)
		}
	}
}

// prefilterTripsWithoutActThere selects the trips without an act, on the same day or the day before, that has their Extra.
func prefilterTripsWithoutActThere(g *KeyGroup) {
	type actOn struct {
		day   civil.Day
		place uint32
	}
	acts := map[actOn]bool{}
	for i := range g.Members {
		if m := &g.Members[i]; g.Context(i) {
			acts[actOn{m.Day, m.Extra}] = true
		}
	}
	for i := range g.Members {
		if m := &g.Members[i]; !g.Context(i) && !acts[actOn{m.Day, m.Extra}] && !acts[actOn{m.Day - 1, m.Extra}] {
			g.AddCandidate(i)
		}
	}
}
