package pipeline

import (
	"errors"
	"fmt"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/group"
	"vigie/pipeline/report"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// judged is what came of the claims of a run.
type judged struct {
	files   []fileCount
	said    []said
	rejects *rejectLog // of the first reading; to be closed, as the other
	repeats *rejectLog // of the last: claims whose id stood before
	tally   *rules.Tally
	world   rules.InputFacts
	levels  *rules.Levels
	balance rules.Balance
	clock   *ruleClock                     // nil where nobody asks
	hints   *group.Grouper[claim.GroupKey] // to be closed
	latest  latest

	recalled fileCount        // of the ledger of earlier nights
	earlier  []*rules.Finding // of earlier nights, where repetition counts
	counted  []*rules.Finding // of tonight
	patterns []rules.Conduct  // that claims show together

	anomalies, ledger *findings.FileInfo
	page              *report.Gatherer // of what the page tells
}

// said is what a rule has flagged of a claim alone, until it is told. It is kept small: every claim may have some.
type said struct {
	place    uint64
	rule     uint16 // place among the auditor's rules
	verdict  rules.Verdict
	examined uint8
}

func (s *said) ruling(a *rules.Auditor) rules.Ruling {
	return rules.Ruling{Rule: a.Rules[s.rule], Verdict: s.verdict, Examined: s.examined}
}

// fileCount tells what became of the records of one claim file.
type fileCount struct {
	claimFile
	columns   claimfile.Columns
	sum       tablefile.Sum
	claims    int64 // judged
	context   int64 // read, and outside the days that are reported
	cancelled int64 // lines that a reversal took out, and the reversals
	rejected  int64

	// Of the DCIR tables alone: what went into claims of other rows, what is no claim by its nature.
	joinedRows, leftOut, unknownService int64

	cancelledIn map[string]int64 // of joined claims, those in cancelled by the file of their rows
}

func (n *fileCount) records() int64 {
	return n.claims + n.context + n.cancelled + n.rejected + n.joinedRows + n.leftOut + n.unknownService
}

func (n *fileCount) add(o *fileCount) {
	n.claims += o.claims
	n.context += o.context
	n.cancelled += o.cancelled
	n.rejected += o.rejected
	for name, cancelled := range o.cancelledIn {
		if n.cancelledIn == nil {
			n.cancelledIn = map[string]int64{}
		}
		n.cancelledIn[name] += cancelled
	}
}

// latest are the last days seen, from which the day of the run is taken.
type latest struct{ filed, served civil.Day }

func (l *latest) see(c *claim.Claim) {
	l.filed = max(l.filed, c.SentOn, c.PaidOn)
	l.served = max(l.served, c.Day())
}

func (l *latest) join(o latest) {
	l.filed, l.served = max(l.filed, o.filed), max(l.served, o.served)
}

func (l *latest) day() civil.Day {
	if l.filed.Known() {
		return l.filed
	}
	return l.served
}

// batch is what a chunk came to.
type batch struct {
	fileCount
	said    []said
	held    held // findings of joined tables
	rejects []tablefile.Reject
	ids     claimNames
	earlier []*rules.Finding // of earlier nights, where repetition counts

	anomalies, ledger *findings.Columns // findings, and what the next night needs of the claims

	patterns []rules.Conduct
	err      error
}

// close gives back the disk that rejects took.
func (j *judged) close() error {
	var all []error
	for _, l := range []*rejectLog{j.rejects, j.repeats} {
		if l != nil {
			all = append(all, l.Close())
		}
	}
	return errors.Join(all...)
}

// gather adds up what workers saw.
func (j *judged) gather(workers []*worker, err error) error {
	for _, w := range workers {
		if w.hints != nil {
			err = errors.Join(err, w.hints.Close())
		}
		if w.ids != nil {
			err = errors.Join(err, w.ids.Close())
		}
		j.tally.Merge(w.tally)
		j.world.Merge(&w.world)
		j.levels.Merge(w.levels)
		j.balance.Merge(&w.balance)
		j.latest.join(w.latest)
		j.clock.join(w.clock)
	}
	return err
}

var errNothingRead = errors.New("not one readable record")

// faultOf tells of a reject without its cell, for the log: where columns are shifted the cell may hold a patient's number,
// whatever its column is for.
func faultOf(r *reject) string {
	if at := strings.LastIndex(r.Reason, "; want "); r.Column != "" && at >= 0 {
		return r.Column + ": got something else" + r.Reason[at:]
	}
	return strings.TrimSpace(r.Column + " " + r.Reason)
}

// readable refuses a run that read nothing: it has nothing to say, and silence would look like a clean bill.
func (r *run) readable(j *judged) error {
	var read, rejected int64
	for i := range j.files {
		read += j.files[i].claims + j.files[i].context + j.files[i].cancelled
		rejected += j.files[i].rejected
	}
	if read > 0 {
		return nil
	}
	rejected = max(rejected, j.rejects.n)
	err := fmt.Errorf("%w: got %d records, all of them unreadable; want claims", errNothingRead, rejected)
	if rejected == 0 && r.joined != nil && r.joined.Rows() > 0 {
		return fmt.Errorf("%w: got DCIR tables whose rows are all left out or taken back; want claims", errNothingRead)
	}
	if rejected == 0 {
		return fmt.Errorf("%w: got claim files with a header and nothing below it; want claims", errNothingRead)
	}
	first := j.rejects.first[0]
	return fmt.Errorf("%w (first: %s line %d: %s)", err, first.File, first.Line, faultOf(&first))
}
