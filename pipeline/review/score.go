package review

import (
	"context"
	"fmt"
	"math"
	"os"

	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
)

// Outcomes are the words with which a reviewer ends a case.
var Outcomes = []string{"confirmed", "rejected", "unclear"}

// Reviewed counts findings by what reviewers made of them.
type Reviewed struct {
	Confirmed, Rejected, Unclear int64
	Open                         int64 // in the review file, without an outcome
}

// Decided are the findings that precision rests on.
func (r *Reviewed) Decided() int64 { return r.Confirmed + r.Rejected }

func (r *Reviewed) count(outcome string) {
	switch outcome {
	case "confirmed":
		r.Confirmed++
	case "rejected":
		r.Rejected++
	case "unclear":
		r.Unclear++
	default:
		r.Open++
	}
}

func (r *Reviewed) add(o *Reviewed) {
	r.Confirmed += o.Confirmed
	r.Rejected += o.Rejected
	r.Unclear += o.Unclear
	r.Open += o.Open
}

// Interval is a share, from 0 to 1, with the bounds of its confidence interval of 95 %. Without Known nothing was decided.
type Interval struct {
	Share, Low, High float64
	Known            bool
}

// wilson is the Wilson score interval of a share among n. n need not be whole: what unequal weights leave of a sample's size is
// not.
func wilson(share, n float64) Interval {
	const z = 1.959963984540054 // of 95 %
	middle := (share + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	return Interval{Share: share, Low: max(0, middle-half), High: min(1, middle+half), Known: true}
}

// Precision is the share of confirmed findings among those that were confirmed or rejected.
func (r *Reviewed) Precision() Interval {
	n := r.Decided()
	if n == 0 {
		return Interval{}
	}
	return wilson(float64(r.Confirmed)/float64(n), float64(n))
}

// StratumScore is a stratum with what reviewers made of its sample.
type StratumScore struct {
	RuleID, Verdict string
	Size            int64 // findings of the run that stand
	Reviewed
}

// RuleScore is a rule with what reviewers made of its findings, anomalies and reviews together.
type RuleScore struct {
	RuleID string
	Size   int64
	Reviewed
}

// Scores are what reviewers made of the findings of a run.
type Scores struct {
	RunID    string
	Strata   []StratumScore
	Rules    []RuleScore
	All      Reviewed
	Findings int64 // that stand

	// Overall is the precision over strata with a decided finding, each weighted by its size; its interval is Wilson's with the
	// effective size of the sample, which is smaller than its size where weights are unequal. Weighed is how many findings
	// these strata have.
	Overall Interval
	Weighed int64
}

// Score reads what reviewers made of a sample of the run in the folder out: the CSV file that Sample wrote, filled in. ErrReview says that
// the file is no such one, or that of another run.
func Score(ctx context.Context, out, path string) (*Scores, error) {
	run, err := publish.OpenPublished(out, publish.AnomaliesFile)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the review: %w", err)
	}
	defer f.Close()
	reviews, err := readReview(f, path, run.RunID)
	if err != nil {
		return nil, err
	}
	s, err := strataOf(ctx, run)
	if err != nil {
		return nil, err
	}
	score := &Scores{RunID: run.RunID}
	for _, stratum := range s.list {
		score.Strata = append(score.Strata, StratumScore{RuleID: stratum.RuleID, Verdict: stratum.Verdict, Size: stratum.Size})
		score.Findings += stratum.Size
	}
	err = eachStanding(ctx, run, []string{"anomaly_id", "rule_id", "verdict", "suppressed"}, func(_ int64, rows *findings.Rows) error {
		if r, ok := reviews[rows.Text(0)]; ok {
			r.found = true
			score.Strata[s.at(rows.Text(1), rows.Text(2))].count(r.outcome)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := unknownReview(reviews, path, run.RunID); err != nil {
		return nil, err
	}
	score.total()
	return score, nil
}

// total adds strata up to rules and to the whole.
func (s *Scores) total() {
	var share, variance float64 // variance of the weighted share where every stratum has the same precision, times n/(p(1-p))
	for i := range s.Strata {
		stratum := &s.Strata[i]
		if n := len(s.Rules); n == 0 || s.Rules[n-1].RuleID != stratum.RuleID {
			s.Rules = append(s.Rules, RuleScore{RuleID: stratum.RuleID})
		}
		rule := &s.Rules[len(s.Rules)-1]
		rule.Size += stratum.Size
		rule.add(&stratum.Reviewed)
		s.All.add(&stratum.Reviewed)
		if stratum.Decided() > 0 {
			s.Weighed += stratum.Size
		}
	}
	if s.Weighed == 0 {
		return
	}
	for i := range s.Strata {
		if stratum := &s.Strata[i]; stratum.Decided() > 0 {
			weight := float64(stratum.Size) / float64(s.Weighed)
			share += weight * stratum.Precision().Share
			variance += weight * weight / float64(stratum.Decided())
		}
	}
	s.Overall = wilson(min(share, 1), 1/variance)
}
