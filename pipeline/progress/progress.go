// Package progress measures how far a run is and what it costs: records and bytes read, stages and their seconds, memory. The steps of the
// run count; a heartbeat in the log, or bars on a terminal, ask for the counts from any goroutine.
package progress

import (
	"sync/atomic"
	"time"
)

// Progress is how far a run is. The zero value is at its beginning.
type Progress struct {
	records, bytes atomic.Int64 // that were read for the first time
	stage          atomic.Pointer[string]
	done, total    atomic.Int64 // bytes of the stage under way
}

// Position is where a run is.
type Position struct {
	Stage   string // reversals, judge, write and others; empty before the first
	Records int64  // read for the first time
	Bytes   int64  // read for the first time, uncompressed
	Done    int64  // bytes of this stage
	Total   int64  // bytes of this stage, roughly; 0 where not known
}

// Position is where the run is now.
func (p *Progress) Position() Position {
	at := Position{Records: p.records.Load(), Bytes: p.bytes.Load(), Done: p.done.Load(), Total: p.total.Load()}
	if stage := p.stage.Load(); stage != nil {
		at.Stage = *stage
	}
	if at.Total > 0 && at.Total <= at.Done { // the guess was too low
		at.Total = at.Done + at.Done/50
	}
	return at
}

// Read counts records and bytes that were read for the first time.
func (p *Progress) Read(records, bytes int64) {
	p.records.Add(records)
	p.bytes.Add(bytes)
}

// Begin begins a pass over so many bytes within the stage; 0 where their number is not known.
func (p *Progress) Begin(bytes int64) {
	p.done.Store(0)
	p.total.Store(bytes)
}

// Advance counts bytes of the pass.
func (p *Progress) Advance(bytes int64) { p.done.Add(bytes) }

// Stage is how long a part of the run took; parts overlap.
type Stage struct {
	Name    string
	Seconds float64
}

// Stopwatch times the stages of a run. It belongs to the goroutine that leads the run.
type Stopwatch struct {
	Started time.Time
	Stages  []Stage // that have ended

	progress *Progress
}

// Start starts a stopwatch whose stages the progress shows.
func Start(p *Progress) *Stopwatch { return &Stopwatch{Started: time.Now(), progress: p} }

// Stage begins a stage, which ends when the function that it returns is called.
func (s *Stopwatch) Stage(name string) (end func()) {
	began := time.Now()
	s.progress.Begin(0)
	s.progress.stage.Store(&name)
	return func() {
		s.Stages = append(s.Stages, Stage{name, time.Since(began).Seconds()})
	}
}

// Seconds is how long ago the stopwatch was started.
func (s *Stopwatch) Seconds() float64 { return time.Since(s.Started).Seconds() }
