package report

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Aggregator adds findings to sums. It belongs to one goroutine; those of several are merged in the end.
type Aggregator struct {
	runID   string
	sums    *Aggregates
	claim   rules.Finding    // the kind, id and day of the claim whose findings are pending
	pending []pendingFinding // findings of the current claim that are not in the sums yet
}

// pendingFinding is a finding, with the sums in which its claim will count.
type pendingFinding struct {
	rule    *RuleSum
	item    *Sum
	subject *SubjectSum
	verdict rules.Verdict
	stake   claim.Cents
}

// NewAggregator makes an Aggregator without findings. The id of the run decides which findings become examples.
func NewAggregator(runID string) *Aggregator {
	return &Aggregator{runID: runID, sums: &Aggregates{
		Rules: map[string]*RuleSum{}, Items: map[string]*Sum{}, Months: map[Month]*Sum{}, Subjects: map[Subject]*SubjectSum{},
		Unread: map[Unread]int64{}, ConductSums: map[string]*Sum{},
		Stakes: newHistogram(stakeEdges), Detours: newHistogram(detourEdges), Delays: newHistogram(delayEdges),
	}}
}

// Aggregates gives the sums of everything that was added.
func (g *Aggregator) Aggregates() *Aggregates {
	g.flush()
	return g.sums
}

// AddCoverage adds what one rule could judge. Rules come in catalogue order.
func (g *Aggregator) AddCoverage(c rules.Coverage) { g.sums.Coverage = append(g.sums.Coverage, c) }

// AddUnread adds a record that could not be read.
func (g *Aggregator) AddUnread(file, column string) {
	g.sums.Unread[Unread{strings.Clone(file), strings.Clone(column)}]++
}

// AddFinding adds a finding. The findings of one claim come one after another. until is the last day on which the finding is set aside,
// zero where it is not. Everything that is kept of the finding is copied.
func (g *Aggregator) AddFinding(f *rules.Finding, suppressed bool, until civil.Day) {
	if len(g.pending) > 0 && (f.Kind != g.claim.Kind || f.ClaimID != g.claim.ClaimID) {
		g.flush()
	}
	rule := g.rule(f.Rule)
	rule.addFinding(f.Verdict, suppressed)
	g.sums.Total.addFinding(f.Verdict, suppressed)
	sumOf(g.sums.Items, f.Item).addFinding(f.Verdict, suppressed)
	subject := g.subject(Subject{f.SubjectKind, f.SubjectID})
	subject.addFinding(f.Verdict, suppressed)
	month := monthOf(f.Day)
	sumOf(g.sums.Months, month).addFinding(f.Verdict, suppressed)
	if suppressed {
		if rule.Until == 0 || until+1 < rule.Until {
			rule.Until = until + 1
		}
		return
	}
	rule.Months[month]++
	subject.add(f.Rule, 1)
	g.measure(f)
	rule.addExample(g.runID, f)
	if len(g.pending) == 0 {
		g.claim = rules.Finding{Kind: f.Kind, ClaimID: strings.Clone(f.ClaimID), Day: f.Day}
	}
	g.pending = append(g.pending, pendingFinding{rule, sumOf(g.sums.Items, f.Item), subject, f.Verdict, g.stakeOf(f)})
}

// stakeOf is the amount that a finding adds to sums: at most the amount of the claim, and nothing where the rule is about form only.
func (g *Aggregator) stakeOf(f *rules.Finding) claim.Cents {
	if f.Rule.Formal {
		return 0
	}
	whole := f.Billed
	if f.Paid {
		whole = f.Reimbursed
	}
	return max(0, min(f.AtStake, whole))
}

// flush counts the claim whose findings are pending: once in each sum, with the largest amount among its findings there.
func (g *Aggregator) flush() {
	if len(g.pending) == 0 {
		return
	}
	largest, gravest := claim.Cents(0), rules.Review
	for i, h := range g.pending {
		h.rule.addClaim(h.stake, h.verdict)
		largest, gravest = max(largest, h.stake), max(gravest, h.verdict)
		addOnce(g.pending, i, h.item, func(h *pendingFinding) *Sum { return h.item })
		addOnce(g.pending, i, &h.subject.Sum, func(h *pendingFinding) *Sum { return &h.subject.Sum })
	}
	g.sums.Total.addClaim(largest, gravest)
	sumOf(g.sums.Months, monthOf(g.claim.Day)).addClaim(largest, gravest)
	if largest > 0 {
		g.sums.Stakes.add(int64(largest))
	}
	g.sums.Weekdays[(int(g.claim.Day.Weekday())+6)%7]++
	g.pending = g.pending[:0]
}

// addOnce adds the claim to a sum, when the finding at an index is the first of those that have this sum.
func addOnce(all []pendingFinding, at int, sum *Sum, of func(*pendingFinding) *Sum) {
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
	sum.addClaim(largest, gravest)
}

func (g *Aggregator) rule(r *rules.Rule) *RuleSum {
	s := g.sums.Rules[r.ID]
	if s == nil {
		s = &RuleSum{Rule: r, Months: map[Month]int64{}}
		g.sums.Rules[strings.Clone(r.ID)] = s
	}
	return s
}

func (g *Aggregator) subject(key Subject) *SubjectSum {
	s := g.sums.Subjects[key]
	if s == nil {
		s = new(SubjectSum)
		g.sums.Subjects[Subject{strings.Clone(key.Kind), strings.Clone(key.ID)}] = s
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

func sumOf[K cmp.Ordered](of map[K]*Sum, key K) *Sum {
	if of[key] == nil {
		of[key] = new(Sum)
	}
	return of[key]
}
