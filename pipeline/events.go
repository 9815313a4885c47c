package pipeline

import (
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/progress"
	"vigie/pipeline/publish"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

// heartbeat is how often a long run says that it is alive.
const heartbeat = 10 * time.Second

// startHeartbeat logs every ten seconds how far the run is, until the function that it returns is called.
func startHeartbeat(p *progress.Progress, log zerolog.Logger) (stop func()) {
	ticker, done := time.NewTicker(heartbeat), make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		for {
			select {
			case <-ticker.C:
				at := p.Position()
				log.Info().Int64("read", at.Records).Int64("bytes", at.Bytes).Msg("reading")
			case <-done:
				return
			}
		}
	})
	return func() {
		ticker.Stop()
		close(done)
		ended.Wait()
	}
}

// logUnknownColumns names the columns that were passed over, and warns of one that has nearly the name of another of the contract.
func logUnknownColumns(a *audit, o *Outcome) {
	for i := range o.Files {
		if f := &o.Files[i]; len(f.Columns.Unknown) > 0 {
			a.log.Info().Str("file", f.Name).Strs("columns", f.Columns.Unknown).Msg("columns that no rule knows were passed over")
			warnOfNames(a, f.Name, f.Columns.Missing, f.Columns.Unknown)
		}
	}
	for _, s := range a.registers.Supplied() {
		if len(s.Unknown) > 0 {
			a.log.Info().Str("register", s.Name).Strs("columns", s.Unknown).Msg("columns that no rule knows were passed over")
			warnOfNames(a, s.Name, s.Missing, s.Unknown)
		}
	}
}

func warnOfNames(a *audit, file string, lacks, unknown []string) {
	for _, s := range tablefile.Suggest(lacks, unknown) {
		a.log.Warn().Str("file", file).Str("column", s.Name).Str("meant", s.Meant).
			Msg("a column that was passed over has nearly the name of one that the file lacks")
	}
}

// summarise logs the summary event of a run that went well: what was read, what each rule says, and what it could not decide.
func summarise(a *audit, o *Outcome) {
	o.Seconds, o.PeakMemory = a.stopwatch.Seconds(), progress.PeakMemory()
	if a.Listener.Summary != nil {
		a.Listener.Summary(o)
		return
	}
	a.log.Info().
		Str("run_id", o.RunID).Str("as_of", o.AsOf.String()).
		Bool("empty", o.Empty()).Int64("read", o.Read).Int64("claims", o.Claims).Int64("context", o.Context).
		Int64("rejected", o.Rejected).Int64("cancelled", o.Cancelled).Int64("suppressed", o.Suppressed()).
		Int64("earlier", o.Earlier).Int64("cancelled_earlier", o.CancelledEarlier).
		Int64("replaced", o.Replaced).Int64("resent", o.Resent).Int64("withdrawn", o.Withdrawn).
		Int64("conduct", o.Conduct).Func(o.logLayout).
		Func(func(e *zerolog.Event) { LogCoverage(e, o.Coverage) }).Strs("advice", o.Advice).
		Float64("seconds", o.Seconds).Int64("bytes", o.Bytes).Int64("peak_memory", o.PeakMemory).
		Int("workers", a.Workers).Str("go", runtime.Version()).
		Msg("audit done")
}

// logLayout adds how many records came under the names that only their layout knows of.
func (o *Outcome) logLayout(e *zerolog.Event) {
	for _, name := range slices.Sorted(maps.Keys(o.Layout)) {
		e.Int64(name, o.Layout[name])
	}
	if len(o.Layout) > 0 || o.ReversalWithoutOriginal > 0 {
		e.Int64("reversal_without_original", o.ReversalWithoutOriginal)
	}
}

// LogCoverage adds the fields verdicts (claims by rule and verdict), decided_percent (as Decided gives it, by rule) and undecided (claims
// by rule and by what was missing).
func LogCoverage(e *zerolog.Event, coverage []rules.Coverage) {
	verdicts, blamed, decided := zerolog.Dict(), zerolog.Dict(), zerolog.Dict()
	for i := range coverage {
		c := &coverage[i]
		verdicts.Dict(c.Rule.ID, zerolog.Dict().
			Int64("anomaly", c.Verdicts[rules.Anomaly]).Int64("review", c.Verdicts[rules.Review]).
			Int64("compliant", c.Verdicts[rules.Compliant]).Int64("not_applicable", c.Verdicts[rules.NotApplicable]).
			Int64("insufficient_data", c.Verdicts[rules.InsufficientData]).Int64("lifted", c.Lifted))
		if percent, any := Decided(c); any {
			decided.Int64(c.Rule.ID, percent)
		}
		if len(c.Blamed) > 0 {
			why := zerolog.Dict()
			for _, b := range findings.BlameOf(c) {
				why.Int64(b.What, b.Claims)
			}
			blamed.Dict(c.Rule.ID, why)
		}
	}
	e.Dict("verdicts", verdicts).Dict("decided_percent", decided).Dict("undecided", blamed)
}

// logOtherZeros warns of registers in which keys were found only with other zeros before them.
func logOtherZeros(a *audit) {
	for _, name := range a.setup.Context.Registers.OtherZeros() {
		a.log.Warn().Str("register", name).Msg("keys of claims are found only with more or fewer zeros before them: they are undecided; leading zeros that were lost?")
	}
}

// Understood counts the cells that are not written as the contract has them and were understood, by file in input order and then
// those of registers, column and kind.
func (o *Outcome) Understood() []publish.Understood {
	var list []publish.Understood
	for i := range o.Files {
		f := &o.Files[i]
		first := len(list)
		for seen, cells := range f.Understood {
			list = append(list, publish.Understood{Path: f.Name, Column: seen.Column, How: seen.Note.String(), Cells: cells})
		}
		judge.SortUnderstood(list[first:])
	}
	return append(list, o.registers...)
}

// logWithoutRecords warns of claim files with a header and nothing below it. Of tables that are joined one may well be empty.
func logWithoutRecords(a *audit, o *Outcome) {
	for _, in := range a.data.Inputs() {
		at := slices.IndexFunc(o.Files, func(f dataset.Account) bool { return f.Name == in.Name })
		if at >= 0 && o.Files[at].Records() == 0 {
			a.log.Warn().Str("file", in.Name).Msg("a claim file has a header and no record below it")
		}
	}
}

// logEmpty warns of a run that read no claim: nothing found is not the same as clean.
func logEmpty(a *audit, o *Outcome) {
	if o.Empty() {
		a.log.Warn().Msg("no claim was read: nothing was judged, and that nothing was found says nothing; the ledger of the history is carried on")
	}
}

// logUnderstood warns once of each column of a file with such cells. Nothing of a cell is shown.
func logUnderstood(a *audit, o *Outcome) {
	list := o.Understood()
	for len(list) > 0 {
		of, same := list[0], 1
		for same < len(list) && list[same].Path == of.Path && list[same].Column == of.Column {
			same++
		}
		cells := zerolog.Dict()
		for _, u := range list[:same] {
			cells.Int64(u.How, u.Cells)
		}
		a.log.Warn().Str("file", of.Path).Str("column", of.Column).Dict("cells", cells).
			Msg("cells that are not written as the contract has them were understood")
		list = list[same:]
	}
}

// passedOver are the files that were not read, for the manifest.
func passedOver(d *dataset.Dataset) []publish.PassedOver {
	var list []publish.PassedOver
	for _, f := range d.PassedOver() {
		list = append(list, publish.PassedOver{Path: f.Name, Why: f.Why})
	}
	return list
}

// logPassedOver warns of files that were not read.
func logPassedOver(a *audit) {
	files := a.data.PassedOver()
	if len(files) == 0 {
		return
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	a.log.Warn().Strs("files", names).Msg("files of the folder that are no claim files, or cannot be read, were passed over")
}
