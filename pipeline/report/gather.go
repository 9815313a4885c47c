package report

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Gatherer adds findings up. It belongs to one goroutine; several are joined in the end.
type Gatherer struct {
	runID string
	found *Found
	claim rules.Finding // the claim whose findings are coming in; its strings are its own
	held  []held
}

// held is a finding of the claim that is coming in.
type held struct {
	rule    *RuleSum
	item    *Sum
	subject *SubjectSum
	verdict rules.Verdict
	stake   claim.Cents
}

// NewGatherer begins with nothing found. The examples follow from the run's id.
func NewGatherer(runID string) *Gatherer {
	return &Gatherer{runID: runID, found: &Found{
		Rules: map[string]*RuleSum{}, Items: map[string]*Sum{}, Months: map[Month]*Sum{}, Subjects: map[Subject]*SubjectSum{},
		Unread: map[Unread]int64{}, ConductSums: map[string]*Sum{},
		Stakes: newHistogram(stakeEdges), Detours: newHistogram(detourEdges), Delays: newHistogram(delayEdges),
	}}
}

// Found is everything that was seen.
func (g *Gatherer) Found() *Found {
	g.flush()
	return g.found
}

// Coverage takes what one rule could judge, in catalogue order.
func (g *Gatherer) Coverage(c rules.Coverage) { g.found.Coverage = append(g.found.Coverage, c) }

// Unread takes a record that could not be read.
func (g *Gatherer) Unread(file, column string) {
	g.found.Unread[Unread{strings.Clone(file), strings.Clone(column)}]++
}

// Finding takes a finding. Those of one claim come one behind the other. until is the last day on which it is set aside,
// zero where it stands. What the finding points to is not kept.
func (g *Gatherer) Finding(f *rules.Finding, suppressed bool, until civil.Day) {
	if len(g.held) > 0 && (f.Kind != g.claim.Kind || f.ClaimID != g.claim.ClaimID) {
		g.flush()
	}
	rule := g.rule(f.Rule)
	rule.count(f.Verdict, suppressed)
	g.found.Total.count(f.Verdict, suppressed)
	entry(g.found.Items, f.Item).count(f.Verdict, suppressed)
	subject := g.subject(Subject{f.SubjectKind, f.SubjectID})
	subject.count(f.Verdict, suppressed)
	month := monthOf(f.Day)
	entry(g.found.Months, month).count(f.Verdict, suppressed)
	if suppressed {
		if rule.Until == 0 || until+1 < rule.Until {
			rule.Until = until + 1
		}
		return
	}
	rule.Months[month]++
	subject.add(f.Rule, 1)
	g.measure(f)
	rule.exemplify(g.runID, f)
	if len(g.held) == 0 {
		g.claim = rules.Finding{Kind: f.Kind, ClaimID: strings.Clone(f.ClaimID), Day: f.Day}
	}
	g.held = append(g.held, held{rule, entry(g.found.Items, f.Item), subject, f.Verdict, g.stakeOf(f)})
}

// stakeOf is what a finding adds to totals: never more than the claim, and nothing where it is a mere matter of form.
func (g *Gatherer) stakeOf(f *rules.Finding) claim.Cents {
	if f.Rule.Formal {
		return 0
	}
	whole := f.Billed
	if f.Paid {
		whole = f.Reimbursed
	}
	return max(0, min(f.AtStake, whole))
}

// flush adds up the claim whose findings were held: in every sum it counts once, with the largest amount among its findings
// there.
func (g *Gatherer) flush() {
	if len(g.held) == 0 {
		return
	}
	largest, gravest := claim.Cents(0), rules.Review
	for i, h := range g.held {
		h.rule.claimed(h.stake, h.verdict)
		largest, gravest = max(largest, h.stake), max(gravest, h.verdict)
		once(g.held, i, h.item, func(h *held) *Sum { return h.item })
		once(g.held, i, &h.subject.Sum, func(h *held) *Sum { return &h.subject.Sum })
	}
	g.found.Total.claimed(largest, gravest)
	entry(g.found.Months, monthOf(g.claim.Day)).claimed(largest, gravest)
	if largest > 0 {
		g.found.Stakes.add(int64(largest))
	}
	g.found.Weekdays[(int(g.claim.Day.Weekday())+6)%7]++
	g.held = g.held[:0]
}

// once adds the claim to a sum when its first finding there comes by.
func once(all []held, at int, sum *Sum, of func(*held) *Sum) {
	largest, gravest := claim.Cents(0), rules.Review
	for i := range all {
		if of(&all[i]) != sum {
			continue
		}
		if i < at {
			return
		}
		largest, gravest = max(largest, all[i].stake), max(gravest, all[i].verdict)
	}
	sum.claimed(largest, gravest)
}

func (g *Gatherer) rule(r *rules.Rule) *RuleSum {
	s := g.found.Rules[r.ID]
	if s == nil {
		s = &RuleSum{Rule: r, Months: map[Month]int64{}}
		g.found.Rules[strings.Clone(r.ID)] = s
	}
	return s
}

func (g *Gatherer) subject(key Subject) *SubjectSum {
	s := g.found.Subjects[key]
	if s == nil {
		s = new(SubjectSum)
		g.found.Subjects[Subject{strings.Clone(key.Kind), strings.Clone(key.ID)}] = s
	}
	return s
}

func (s *SubjectSum) add(r *rules.Rule, n int64) {
	i := slices.IndexFunc(s.Rules, func(c RuleCount) bool { return c.Rule.ID == r.ID })
	if i < 0 {
		i, s.Rules = len(s.Rules), append(s.Rules, RuleCount{Rule: r})
	}
	s.Rules[i].Count += n
}

func entry[K cmp.Ordered](of map[K]*Sum, key K) *Sum {
	if of[key] == nil {
		of[key] = new(Sum)
	}
	return of[key]
}
