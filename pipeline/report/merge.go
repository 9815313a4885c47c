package report

import (
	"bytes"
	"slices"
)

// Merge adds the sums of another Aggregator, which has seen other claims of the same run. The result does not depend on which of the two
// saw a claim.
func (g *Aggregator) Merge(other *Aggregator) {
	to, from := g.Aggregates(), other.Aggregates()
	to.Total.merge(&from.Total)
	for _, s := range from.Rules {
		g.rule(s.Rule).merge(s)
	}
	mergeSums(to.Items, from.Items)
	mergeSums(to.Months, from.Months)
	mergeSums(to.ConductSums, from.ConductSums)
	for key, s := range from.Subjects {
		mine := g.subject(key)
		mine.Sum.merge(&s.Sum)
		for _, c := range s.Rules {
			mine.add(c.Rule, c.Count)
		}
	}
	for key, n := range from.Unread {
		to.Unread[key] += n
	}
	to.Stakes.merge(&from.Stakes)
	to.Detours.merge(&from.Detours)
	to.Delays.merge(&from.Delays)
	for i, n := range from.Weekdays {
		to.Weekdays[i] += n
	}
}

func (s *RuleSum) merge(o *RuleSum) {
	s.Sum.merge(&o.Sum)
	for month, n := range o.Months {
		s.Months[month] += n
	}
	if s.Until == 0 || o.Until != 0 && o.Until < s.Until {
		s.Until = o.Until
	}
	s.examples = append(s.examples, o.examples...)
	slices.SortFunc(s.examples, func(a, b example) int { return bytes.Compare(a.rank[:], b.rank[:]) })
	s.examples = s.examples[:min(len(s.examples), maxExamples)]
}

func mergeSums[K comparable](to, from map[K]*Sum) {
	for key, s := range from {
		if to[key] == nil {
			to[key] = new(Sum)
		}
		to[key].merge(s)
	}
}

func (h *Histogram) merge(o *Histogram) {
	for i, n := range o.counts {
		h.counts[i] += n
	}
}
