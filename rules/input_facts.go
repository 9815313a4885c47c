package rules

import (
	"maps"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// World is what only the whole input tells. One belongs to one worker while claims are read; they are joined before any
// group is judged.
type InputFacts struct {
	FirstAct, LastAct civil.Day           // days that the care files cover; zero without care
	Facilities        map[uint64]struct{} // facilities where an act was performed, or that billed one
	Registers         *claim.Registers
}

// See takes note of a claim.
func (w *InputFacts) Add(c *claim.Case) {
	if c.Kind() != claim.Care {
		return
	}
	if w.Facilities == nil {
		w.Facilities = map[uint64]struct{}{}
	}
	if !w.FirstAct.Known() || c.Day() < w.FirstAct {
		w.FirstAct = c.Day()
	}
	w.LastAct = max(w.LastAct, c.Day())
	for _, facility := range c.ActPlaces() {
		if facility != 0 {
			w.Facilities[facility] = struct{}{}
		}
	}
}

// Join adds what another worker saw.
func (w *InputFacts) Merge(o *InputFacts) {
	if w.Facilities == nil {
		w.Facilities = map[uint64]struct{}{}
	}
	maps.Copy(w.Facilities, o.Facilities)
	if o.FirstAct.Known() && (!w.FirstAct.Known() || o.FirstAct < w.FirstAct) {
		w.FirstAct = o.FirstAct
	}
	w.LastAct = max(w.LastAct, o.LastAct)
}
