package report

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Found is what a run found, added up.
type Found struct {
	Total    Sum
	Doubtful claim.Cents // of Total.Stake, on claims with nothing graver than a review
	Formal   int64       // of the findings that stand, those of a mere matter of form
	Rules    map[string]*RuleSum
	Items    map[string]*Sum
	Months   map[Month]*Sum
	Subjects map[Subject]*SubjectSum
	Unread   map[Unread]int64 // records that could not be read
	Coverage []rules.Coverage // in catalogue order, of the rules that were applied

	Stakes   Histogram // of claims, by amount at stake
	Detours  Histogram // of findings, by kilometres over the reference distance
	Delays   Histogram // of findings, by working days until the bill was sent
	Weekdays [7]int64  // claims from Monday on

	Conduct     []Conduct // the gravest, at most mostConduct
	ConductSums map[string]*Sum
}

// Sum is how many findings and claims there are of something, and the amount at stake, each claim once.
type Sum struct {
	Anomalies, Reviews, Suppressed int64
	Claims                         int64 // with a finding that stands
	Stake                          claim.Cents
}

// Standing is the findings that nobody has set aside.
func (s *Sum) Standing() int64 { return s.Anomalies + s.Reviews }

func (s *Sum) count(v rules.Verdict, suppressed bool) {
	switch {
	case suppressed:
		s.Suppressed++
	case v == rules.Anomaly:
		s.Anomalies++
	default:
		s.Reviews++
	}
}

// RuleSum is what one rule found.
type RuleSum struct {
	Sum
	Rule     *rules.Rule
	Months   map[Month]int64 // findings that stand
	Until    civil.Day       // first day on which a finding that was set aside stands again; zero where none was
	examples []example
}

// Subject is who would answer for a finding.
type Subject struct{ Kind, ID string }

// SubjectSum is what was found of one subject.
type SubjectSum struct {
	Sum
	Rules []RuleCount
}

// RuleCount is how many findings a rule has.
type RuleCount struct {
	Rule  *rules.Rule
	Count int64
}

// Unread is where records could not be read: a file, and the column at fault; empty where the whole record was.
type Unread struct{ File, Column string }

// Month is a calendar month, counted from January of the year 0.
type Month int32

func monthOf(d civil.Day) Month {
	year, month, _ := d.Split()
	return Month(year*12 + int(month) - 1)
}

// Gatherer adds findings up. It belongs to one goroutine.
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
	subject.add(f.Rule)
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
		g.found.Formal++
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
		h.rule.Claims++
		h.rule.Stake += h.stake
		largest, gravest = max(largest, h.stake), max(gravest, h.verdict)
		once(g.held, i, h.item, func(h *held) *Sum { return h.item })
		once(g.held, i, &h.subject.Sum, func(h *held) *Sum { return &h.subject.Sum })
	}
	month := entry(g.found.Months, monthOf(g.claim.Day))
	for _, s := range []*Sum{&g.found.Total, month} {
		s.Claims++
		s.Stake += largest
	}
	if gravest == rules.Review {
		g.found.Doubtful += largest
	}
	if largest > 0 {
		g.found.Stakes.add(int64(largest))
	}
	g.found.Weekdays[(int(g.claim.Day.Weekday())+6)%7]++
	g.held = g.held[:0]
}

// once adds the claim to a sum when its first finding there comes by.
func once(all []held, at int, sum *Sum, of func(*held) *Sum) {
	largest := claim.Cents(0)
	for i := range all {
		if of(&all[i]) != sum {
			continue
		}
		if i < at {
			return
		}
		largest = max(largest, all[i].stake)
	}
	sum.Claims++
	sum.Stake += largest
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

func (s *SubjectSum) add(r *rules.Rule) {
	i := slices.IndexFunc(s.Rules, func(c RuleCount) bool { return c.Rule.ID == r.ID })
	if i < 0 {
		i, s.Rules = len(s.Rules), append(s.Rules, RuleCount{Rule: r})
	}
	s.Rules[i].Count++
}

func entry[K cmp.Ordered](of map[K]*Sum, key K) *Sum {
	if of[key] == nil {
		of[key] = new(Sum)
	}
	return of[key]
}
