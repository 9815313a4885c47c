package pipeline

import (
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"

	"github.com/rs/zerolog"

	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
)

type (
	reject = tablefile.Reject
	blame  = findings.Blame
)

// Outcome is what a run came to.
type Outcome struct {
	RunID     string
	AsOf      civil.Day
	Read      int64 // records below the headers of the claim files
	Claims    int64 // judged
	Context   int64 // read, and outside the days that are reported
	Cancelled int64

	// Of the DCIR tables: rows that went into claims of others, rows that are no claims, and those of transport services without claims.
	Joined, LeftOut, UnknownService int64
	ReversalWithoutOriginal         int64 // among the rejects

	Rejected int64 // records of claim files and registers that could not be read

	Earlier          int64 // claims of earlier nights that count beside those read
	CancelledEarlier int64 // claims of earlier nights that a line read reverses

	RegistersRejected int64 // of these, in registers
	Coverage          []rules.Coverage

	Suppressed int64 // findings that somebody has set aside
	Conduct    int64 // rows about subjects

	Advice     []string // what would let rules decide that could not
	Bytes      int64    // of the claim files, as they are stored
	Seconds    float64
	PeakMemory int64

	said []rules.Conduct // of the rules about subjects

	standing [rules.Anomaly + 1]int64 // the other findings that count, by verdict

	files   []fileCount
	rejects []reject // the first few
}

// newOutcome is what is known of the outcome once every claim was judged: the name of the run and its day.
func (r *run) newOutcome(j *judged) *Outcome {
	o := &Outcome{AsOf: r.asOf(j), files: r.inputs(j), Earlier: j.recalled.context, CancelledEarlier: j.recalled.cancelled}
	o.RunID = r.runID(o)
	return o
}

// tellUnknown names the columns that were passed over.
func (r *run) tellUnknown(files []fileCount) {
	for i := range files {
		if f := &files[i]; len(f.columns.Unknown) > 0 {
			r.log.Info().Str("file", f.name).Strs("columns", f.columns.Unknown).Msg("columns that no rule knows were passed over")
		}
	}
	for _, s := range r.registers.Supplied() {
		if len(s.Unknown) > 0 {
			r.log.Info().Str("register", s.Name).Strs("columns", s.Unknown).Msg("columns that no rule knows were passed over")
		}
	}
}

// conclude adds what is known once every claim was told.
func (r *run) conclude(o *Outcome, j *judged) {
	o.said = r.inquire(j, o.AsOf)
	o.Coverage = j.tally.Coverage()
	o.files = r.inputs(j)
	for i := range j.files {
		o.Claims += j.files[i].claims
		o.Context += j.files[i].context
	}
	for i := range o.files {
		f := &o.files[i]
		o.Read += f.records()
		o.Joined += f.joinedRows
		o.LeftOut += f.leftOut
		o.UnknownService += f.unknownService
		o.Cancelled += f.cancelled
		o.Rejected += f.rejected
		o.Bytes += f.sum.Size
	}
	if r.joined != nil {
		o.ReversalWithoutOriginal = r.joined.Count(dcir.CountWithoutOriginal)
	}
	o.RegistersRejected = r.unread.n
	o.Rejected += o.RegistersRejected
	o.rejects = slices.Concat(j.rejects.first, r.unread.first)
	o.Advice = r.advise(o)
}

// count adds a finding to those that --fail-on looks at: one that was set aside does not count, nor a bill that came late,
// which costs nobody a right.
func (o *Outcome) count(rule *rules.Rule, verdict rules.Verdict, s findings.Suppression) {
	switch {
	case s.On:
		o.Suppressed++
	case rule.Formal:
	default:
		o.standing[verdict]++
	}
}

// join adds findings that were counted elsewhere.
func (o *Outcome) join(other *Outcome) {
	o.Suppressed += other.Suppressed
	for verdict, n := range other.standing {
		o.standing[verdict] += n
	}
}

// Standing is how many findings of a verdict stand: those that nobody has set aside, bills that came late left out.
func (o *Outcome) Standing(verdict rules.Verdict) int64 { return o.standing[verdict] }

// Meets says whether a finding of the verdict or of a graver one stands. The empty verdict is never met.
func (o *Outcome) Meets(verdict string) bool {
	switch verdict {
	case "anomaly":
		return o.standing[rules.Anomaly] > 0
	case "review":
		return o.standing[rules.Anomaly]+o.standing[rules.Review] > 0
	}
	return false
}

func (o *Outcome) inputs() []findings.Input {
	var list []findings.Input
	for i := range o.files {
		f := &o.files[i]
		list = append(list, findings.Input{
			Path: f.name, Kind: f.kind.String(), SHA256: hex.EncodeToString(f.sum.SHA256[:]), Bytes: f.sum.Size,
			Records: f.records(), Claims: f.claims + f.context, Cancelled: f.cancelled, Rejects: f.rejected,
			Joined: f.joinedRows, LeftOut: f.leftOut, UnknownService: f.unknownService,
		})
	}
	return list
}

// RejectLimit is how many records may be rejected: a number, or a share in percent. Without Set there is no limit.
type RejectLimit struct {
	Set     bool
	Percent bool
	N       int64
}

func (l RejectLimit) exceeded(o *Outcome) bool {
	if l.Percent {
		return l.Set && o.Rejected*100 > l.N*(o.Read+o.RegistersRejected)
	}
	return l.Set && o.Rejected > l.N
}

func (l RejectLimit) String() string {
	if l.Percent {
		return fmt.Sprintf("%d%%", l.N)
	}
	return fmt.Sprint(l.N)
}

// summarise writes the one event of a run that went well: what was read, what each rule said, and what it could not say.
func (r *run) summarise(o *Outcome) {
	o.Seconds, o.PeakMemory = r.clock.seconds(), peakMemory()
	if r.Summary != nil {
		r.Summary(o)
		return
	}
	r.log.Info().
		Str("run_id", o.RunID).Str("as_of", o.AsOf.String()).
		Int64("read", o.Read).Int64("claims", o.Claims).Int64("context", o.Context).
		Int64("rejected", o.Rejected).Int64("cancelled", o.Cancelled).Int64("suppressed", o.Suppressed).
		Int64("earlier", o.Earlier).Int64("cancelled_earlier", o.CancelledEarlier).
		Int64("conduct", o.Conduct).Func(o.tellTables).
		Func(func(e *zerolog.Event) { tellCoverage(e, o.Coverage) }).Strs("advice", o.Advice).
		Float64("seconds", o.Seconds).Int64("bytes", o.Bytes).Int64("peak_memory", o.PeakMemory).
		Int("workers", r.Workers).Str("go", runtime.Version()).
		Msg("audit done")
}

// tellCoverage adds what each rule said, of how many claims it could say something, and why not of the others.
func tellCoverage(e *zerolog.Event, coverage []rules.Coverage) {
	verdicts, undecided, decided := zerolog.Dict(), zerolog.Dict(), zerolog.Dict()
	for _, c := range coverage {
		verdicts.Dict(c.Rule.ID, zerolog.Dict().
			Int64("anomaly", c.Verdicts[rules.Anomaly]).Int64("review", c.Verdicts[rules.Review]).
			Int64("compliant", c.Verdicts[rules.Compliant]).Int64("not_applicable", c.Verdicts[rules.NotApplicable]).
			Int64("insufficient_data", c.Verdicts[rules.InsufficientData]).Int64("lifted", c.Lifted))
		if percent, any := Decided(&c); any {
			decided.Int64(c.Rule.ID, percent)
		}
		if len(c.Blamed) > 0 {
			why := zerolog.Dict()
			for _, b := range blamed(c) {
				why.Int64(b.What, b.Claims)
			}
			undecided.Dict(c.Rule.ID, why)
		}
	}
	e.Dict("verdicts", verdicts).Dict("decided_percent", decided).Dict("undecided", undecided)
}

// tellTables adds to the summary what became of the rows of the DCIR tables that are no claims of their own.
func (o *Outcome) tellTables(e *zerolog.Event) {
	if o.Joined+o.LeftOut+o.UnknownService > 0 {
		e.Int64("joined", o.Joined).Int64("left_out", o.LeftOut).Int64("unknown_service", o.UnknownService).
			Int64("reversal_without_original", o.ReversalWithoutOriginal)
	}
}
