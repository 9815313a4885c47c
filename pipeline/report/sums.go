package report

import (
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Aggregates are the sums of what a run found.
type Aggregates struct {
	Total    Sum
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

	Conduct     []Conduct // the first maxConduct rows by compareConduct
	ConductSums map[string]*Sum
}

// Sum is how many findings and claims there are of something, and the amount at stake, in which each claim counts once.
type Sum struct {
	Anomalies, Reviews, Suppressed int64
	Claims                         int64 // with a finding that is not set aside
	Stake                          claim.Cents
	ReviewStake                    claim.Cents // of Stake, on claims with nothing graver than a review
}

// AnomalyStake is the amount at stake on claims with an anomaly.
func (s *Sum) AnomalyStake() claim.Cents { return s.Stake - s.ReviewStake }

// addClaim adds a claim that has findings, with the largest amount among them and the gravest verdict.
func (s *Sum) addClaim(stake claim.Cents, gravest rules.Verdict) {
	s.Claims++
	s.Stake += stake
	if gravest == rules.Review {
		s.ReviewStake += stake
	}
}

// Standing is the number of findings that nobody has set aside.
func (s *Sum) Standing() int64 { return s.Anomalies + s.Reviews }

func (s *Sum) addFinding(v rules.Verdict, suppressed bool) {
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
	Months   map[Month]int64 // findings that are not set aside
	Until    civil.Day       // first day on which a finding that was set aside counts again; zero where none was
	examples []example
}

// Subject is whoever would answer for a finding, such as an operator.
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
