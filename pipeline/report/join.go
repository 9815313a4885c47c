package report

import (
	"bytes"
	"slices"
)

// Join adds what another gatherer has seen, of other claims of the same run. What comes out is the same whichever of the two saw
// a claim.
func (g *Gatherer) Join(other *Gatherer) {
	f, o := g.Found(), other.Found()
	f.Total.join(&o.Total)
	for _, s := range o.Rules {
		g.rule(s.Rule).join(s)
	}
	joinSums(f.Items, o.Items)
	joinSums(f.Months, o.Months)
	joinSums(f.ConductSums, o.ConductSums)
	for key, s := range o.Subjects {
		mine := g.subject(key)
		mine.Sum.join(&s.Sum)
		for _, c := range s.Rules {
			mine.add(c.Rule, c.Count)
		}
	}
	for key, n := range o.Unread {
		f.Unread[key] += n
	}
	f.Stakes.join(&o.Stakes)
	f.Detours.join(&o.Detours)
	f.Delays.join(&o.Delays)
	for i, n := range o.Weekdays {
		f.Weekdays[i] += n
	}
}

func (s *RuleSum) join(o *RuleSum) {
	s.Sum.join(&o.Sum)
	for month, n := range o.Months {
		s.Months[month] += n
	}
	if s.Until == 0 || o.Until != 0 && o.Until < s.Until {
		s.Until = o.Until
	}
	s.examples = append(s.examples, o.examples...)
	slices.SortFunc(s.examples, func(a, b example) int { return bytes.Compare(a.lot[:], b.lot[:]) })
	s.examples = s.examples[:min(len(s.examples), mostExamples)]
}

func joinSums[K comparable](to, from map[K]*Sum) {
	for key, s := range from {
		if to[key] == nil {
			to[key] = new(Sum)
		}
		to[key].join(s)
	}
}

func (h *Histogram) join(o *Histogram) {
	for i, n := range o.counts {
		h.counts[i] += n
	}
}
