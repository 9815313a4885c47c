package main

import (
	"os"
	"sync"
	"time"

	"vigie/pipeline/progress"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// stageTexts describe the stages of a run for a person. A stage that is not here is shown by its own name.
var stageTexts = map[string]string{
	"registers": "reading registers", "prepare": "preparing claims", "reversals": "looking for reversals", "judge": "judging claims",
	"history": "reading earlier nights", "prefilter": "finding candidates", "members": "reading candidates", "groups": "judging groups",
	"write": "writing findings", "publish": "publishing",
}

// refreshInterval is the time between two updates of the bars.
const refreshInterval = 100 * time.Millisecond

// canShowBars says whether stderr can redraw lines.
func (t *terminal) canShowBars() bool { return isTerminal(t.err) && os.Getenv("TERM") != "dumb" }

// showBars draws one line for each stage of a run on stderr. Where the size of the stage is known the line is a bar, with the rate and the
// time left; otherwise it shows the time since the stage began. The lines of finished stages stay on the screen.
func (t *terminal) showBars(p *progress.Progress) (stop func()) {
	bars := mpb.New(mpb.WithOutput(t.err), mpb.WithWidth(32), mpb.WithRefreshRate(refreshInterval))
	t.bars.Store(bars)
	ticker, done := time.NewTicker(refreshInterval), make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		var s stageBar
		for {
			s.update(bars, p.Position())
			select {
			case <-ticker.C:
			case <-done:
				s.update(bars, p.Position()) // a stage that has begun meanwhile ends the one before it
				if s.Bar != nil {            // nobody knows whether the last stage was completed: its line stays as it is
					s.Abort(false)
				}
				return
			}
		}
	})
	return func() {
		ticker.Stop()
		close(done)
		ended.Wait()
		t.bars.Store(nil)
		bars.Wait()
	}
}

// stageBar is the line of the current stage.
type stageBar struct {
	*mpb.Bar
	stage string
	sized bool // the size of the stage is known
}

// update redraws the line, and begins a new one for a new stage. When the size of a stage becomes known after its beginning, its line is
// replaced by a bar.
func (s *stageBar) update(bars *mpb.Progress, at progress.Position) {
	if at.Stage == "" {
		return
	}
	if sized := at.Total > 0; s.Bar == nil || at.Stage != s.stage || sized && !s.sized {
		if s.Bar != nil && at.Stage == s.stage {
			s.Abort(true)
		} else {
			s.finish()
		}
		*s = stageBar{newBar(bars, at), at.Stage, sized}
	}
	if s.sized {
		s.SetTotal(max(at.Total, at.Done+1), false)
		s.SetCurrent(at.Done)
	}
}

// finish marks the line of a stage as done.
func (s *stageBar) finish() {
	if s.Bar != nil {
		s.SetTotal(-1, true)
	}
}

func newBar(bars *mpb.Progress, at progress.Position) *mpb.Bar {
	words := at.Stage
	if w, ok := stageTexts[at.Stage]; ok {
		words = w
	}
	name := decor.Name(words, decor.WC{W: 25, C: decor.DindentRight})
	if at.Total == 0 {
		return bars.New(0, mpb.NopStyle(), mpb.PrependDecorators(name), mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO)))
	}
	bar := bars.New(0, mpb.BarStyle().Lbound("[").Filler("=").Tip(">").Padding(" ").Rbound("]"),
		mpb.PrependDecorators(name),
		mpb.AppendDecorators(
			decor.Percentage(decor.WC{W: 5}),
			decor.AverageSpeed(decor.SizeB1024(0), "  % .1f", decor.WC{W: 15}),
			decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO, decor.WC{W: 8}), "    done"),
		))
	bar.SetTotal(at.Total, false) // the total of a bar that is made with one cannot be changed
	return bar
}

// aboveBars writes events to stderr, above the bars where some are shown.
type aboveBars struct{ *terminal }

func (a aboveBars) Write(b []byte) (int, error) {
	if bars := a.bars.Load(); bars != nil {
		if n, err := bars.Write(b); err == nil {
			return n, nil
		}
	}
	return a.err.Write(b)
}
