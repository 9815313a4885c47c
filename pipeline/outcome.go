package pipeline

import (
	"encoding/hex"

	"vigie/pipeline/dataset"
	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Outcome is what a run came to.
type Outcome struct {
	RunID string
	AsOf  civil.Day

	Read      int64 // records below the headers of the claim files
	Claims    int64 // judged
	Context   int64 // read, and outside the days that are reported
	Cancelled int64
	Rejected  int64            // records of claim files and registers that could not be read
	Layout    map[string]int64 // records that only the layout knows of, by name; 0 for a name that no record came under

	RegistersRejected       int64 // of Rejected, records of registers
	RegistersRead           int64 // records of registers, those that could not be read too
	ReversalWithoutOriginal int64 // of Rejected, reversals that no line stands for
	Earlier                 int64 // claims of earlier nights that count beside those read
	CancelledEarlier        int64 // claims of earlier nights that a line of tonight reverses
	Replaced                int64 // claims of earlier nights that came again tonight with other content
	Resent                  int64 // claims of tonight that an earlier night had as they are: what it told of them is not told again
	Withdrawn               int64 // findings of earlier nights that stand no more

	Files    []dataset.Account  // what became of the records of each file
	Rejects  []tablefile.Reject // the first few
	Coverage []rules.Coverage

	Reported int64 // findings that the run tells and no earlier night did: rows of anomalies.parquet, those too that are set aside

	// At stake on claims with an anomaly, and on those with nothing graver than a review. Each claim counts once, with the largest amount
	// among its findings that are not set aside; these are the amounts of the page.
	AnomalyStake, ReviewStake claim.Cents

	Conduct int64    // rows about subjects
	Advice  []string // what would let rules decide that could not

	Bytes      int64 // of the claim files, as they are stored
	Seconds    float64
	PeakMemory int64 // bytes

	registers []publish.Understood // cells of registers
	subjects  []rules.Conduct      // what the rules about subjects say
	standing  standing
}

// newOutcome is what is known of the outcome once every claim was judged alone: the name of the run, its day and the files.
func newOutcome(a *audit, r *results) *Outcome {
	o := &Outcome{AsOf: asOf(a, r), Files: a.data.Accounts(r.rejectsByFile())}
	o.registers = judge.RegistersUnderstood(a.registers)
	o.RunID = runID(a, o)
	return o
}

// conclude adds what is known once every finding was described.
func (o *Outcome) conclude(a *audit, r *results) {
	o.subjects = a.setup.Inquire(&r.Totals, o.AsOf)
	o.Coverage = r.Tally.Coverage()
	if a.ledger != nil {
		o.Earlier, o.CancelledEarlier = a.ledger.Counts.Context, a.ledger.Counts.Cancelled
		o.Replaced, o.Resent, o.Withdrawn = r.replaced, int64(len(r.resent)), int64(len(r.withdrawn))
	}
	for _, in := range a.data.Inputs() {
		o.Claims += in.Counts.Claims
		o.Context += in.Counts.Context
	}
	o.Files = a.data.Accounts(r.rejectsByFile())
	var all dataset.Counts
	for i := range o.Files {
		f := &o.Files[i]
		all.Merge(&f.Counts)
		o.Bytes += f.Sum.Size
	}
	o.Read, o.Cancelled, o.Layout = all.Records(), all.Cancelled, map[string]int64{}
	for _, name := range a.data.Counted() {
		o.Layout[name] = all.Layout[name]
	}
	if j := a.data.Join(); j != nil {
		o.ReversalWithoutOriginal = j.WithoutOriginal
	}
	o.RegistersRejected, o.RegistersRead = a.unread.n, a.unread.n
	for _, s := range a.registers.Supplied() {
		o.RegistersRead += int64(s.Rows)
	}
	o.ReversalWithoutOriginal += r.orphans
	o.Rejected = all.Rejected + o.RegistersRejected
	for _, l := range []*rejectLog{r.rejects, r.duplicates, a.unread} {
		o.Rejects = append(o.Rejects, l.first...)
	}
	if r.anomalies != nil {
		o.Reported = r.anomalies.Rows
	}
	if r.page != nil {
		total := r.page.Aggregates().Total
		o.AnomalyStake, o.ReviewStake = total.AnomalyStake(), total.ReviewStake
	}
	o.Advice = advise(a, o)
	judge.BlameUnmatched(o.Coverage, a.setup.Context.Registers)
	logOtherZeros(a)
}

// standing counts findings by verdict, for --fail-on, and those that somebody has set aside.
type standing struct {
	byVerdict  [rules.Anomaly + 1]int64
	suppressed int64
}

// add adds a finding. One that was set aside does not count, nor a bill that came late, which costs nobody a right.
func (s *standing) add(rule *rules.Rule, verdict rules.Verdict, suppressed bool) {
	switch {
	case suppressed:
		s.suppressed++
	case rule.Formal:
	default:
		s.byVerdict[verdict]++
	}
}

func (s *standing) merge(o *standing) {
	s.suppressed += o.suppressed
	for verdict, n := range o.byVerdict {
		s.byVerdict[verdict] += n
	}
}

// Suppressed is how many findings somebody has set aside.
func (o *Outcome) Suppressed() int64 { return o.standing.suppressed }

// Empty says that no claim was read. Nothing was judged then, and that nothing was found says nothing.
func (o *Outcome) Empty() bool { return o.Claims+o.Context+o.Cancelled == 0 }

// Standing is how many findings of a verdict stand: those that nobody has set aside, bills that came late left out.
func (o *Outcome) Standing(verdict rules.Verdict) int64 { return o.standing.byVerdict[verdict] }

// Meets says whether a finding of the verdict or of a graver one stands. The empty verdict is never met.
func (o *Outcome) Meets(verdict string) bool {
	switch verdict {
	case rules.Anomaly.String():
		return o.Standing(rules.Anomaly) > 0
	case rules.Review.String():
		return o.Standing(rules.Anomaly)+o.Standing(rules.Review) > 0
	}
	return false
}

// inputs describe the files for the manifest.
func (o *Outcome) inputs() []publish.Input {
	var list []publish.Input
	for i := range o.Files {
		f := &o.Files[i]
		list = append(list, publish.Input{
			Path: f.Name, Kind: f.Kind.String(), SHA256: hex.EncodeToString(f.Sum.SHA256[:]), Bytes: f.Sum.Size,
			Records: f.Records(), Claims: f.Claims + f.Context, Cancelled: f.Cancelled, Rejects: f.Rejected,
			Layout: f.Layout,
		})
	}
	return list
}
