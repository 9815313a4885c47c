package pipeline

import (
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"vigie/pipeline/publish"

	"github.com/rs/zerolog"
)

// Progress tells how far a run is, to any goroutine.
type Progress struct {
	records, bytes atomic.Int64 // that were read for the first time
	stage          atomic.Pointer[string]
	passed, total  atomic.Int64 // bytes of the pass over the claims that is under way
}

// Position is where a run is.
type Position struct {
	Stage   string // reversals, judge, tell and others; empty before the first
	Records int64  // read for the first time
	Done    int64  // bytes of this stage
	Total   int64  // bytes of this stage, roughly; 0 where nobody can tell
}

// Position is where the run is now.
func (p *Progress) Position() Position {
	at := Position{Records: p.records.Load(), Done: p.passed.Load(), Total: p.total.Load()}
	if stage := p.stage.Load(); stage != nil {
		at.Stage = *stage
	}
	if at.Total > 0 && at.Total <= at.Done { // it was guessed too low
		at.Total = at.Done + at.Done/50
	}
	return at
}

func (p *Progress) add(records, bytes int64) {
	p.records.Add(records)
	p.bytes.Add(bytes)
}

// enter begins a stage.
func (p *Progress) enter(stage string) {
	p.pass(0)
	p.stage.Store(&stage)
}

// pass begins a pass over so many bytes.
func (p *Progress) pass(total int64) {
	p.passed.Store(0)
	p.total.Store(total)
}

// inflation is what compressed bytes of claims come to, roughly.
const inflation = 6

// passBytes are the bytes of the claims that a pass will see: before the first pass a guess from the sizes of the files.
func (r *run) passBytes(from []claimFile) (total int64) {
	if len(from) == 0 || from[0].earlier {
		return 0
	}
	if r.passed {
		return r.progress.bytes.Load()
	}
	for i, f := range from {
		size := int64(0)
		if i < len(r.data.seen) {
			size = r.data.seen[i].Size()
		}
		if filepath.Ext(f.name) != ".csv" {
			size *= inflation
		}
		total += size
	}
	return total
}

// heartbeat is how often a long run says that it is alive.
const heartbeat = 10 * time.Second

// beat says every ten seconds how far the run is, until the function that it returns is called.
func (p *Progress) beat(log zerolog.Logger) (stop func()) {
	ticker, done := time.NewTicker(heartbeat), make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		for {
			select {
			case <-ticker.C:
				log.Info().Int64("read", p.records.Load()).Int64("bytes", p.bytes.Load()).Msg("reading")
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

// stopwatch times the stages of a run.
type stopwatch struct {
	started  time.Time
	stages   []publish.Stage
	progress *Progress
}

// stage begins a stage, which ends when the function that it returns is called.
func (s *stopwatch) stage(name string) (end func()) {
	began := time.Now()
	s.progress.enter(name)
	return func() {
		s.stages = append(s.stages, publish.Stage{Name: name, Seconds: time.Since(began).Seconds()})
	}
}

func (s *stopwatch) seconds() float64 { return time.Since(s.started).Seconds() }
