package pipeline

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"vigie/pipeline/findings"
)

// progress counts what was read, for the heartbeat.
type progress struct{ records, bytes atomic.Int64 }

func (p *progress) add(records, bytes int64) {
	p.records.Add(records)
	p.bytes.Add(bytes)
}

// heartbeat is how often a long run says that it is alive.
const heartbeat = 10 * time.Second

// beat says every ten seconds how far the run is, until the function that it returns is called.
func (p *progress) beat(log zerolog.Logger) (stop func()) {
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
	started time.Time
	stages  []findings.Stage
}

// stage begins a stage, which ends when the function that it returns is called.
func (s *stopwatch) stage(name string) (end func()) {
	began := time.Now()
	return func() {
		s.stages = append(s.stages, findings.Stage{Name: name, Seconds: time.Since(began).Seconds()})
	}
}

func (s *stopwatch) seconds() float64 { return time.Since(s.started).Seconds() }
