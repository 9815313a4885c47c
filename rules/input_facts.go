package rules

import (
	"maps"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// InputFacts are facts that only the whole input shows. Each worker has its own while claims are read; they are merged before
// any group is judged.
type InputFacts struct {
	FirstAct, LastAct civil.Day           // first and last day of the acts in the input; zero without care
	Facilities        map[uint64]struct{} // hashes of the facilities where an act was performed or that billed one
	Registers         *claim.Registers
}

// Add takes note of a claim.
func (f *InputFacts) Add(c *claim.Case) {
	if c.Kind() != claim.Care {
		return
	}
	if f.Facilities == nil {
		f.Facilities = map[uint64]struct{}{}
	}
	if !f.FirstAct.Known() || c.Day() < f.FirstAct {
		f.FirstAct = c.Day()
	}
	f.LastAct = max(f.LastAct, c.Day())
	for _, facility := range c.ActPlaces() {
		if facility != 0 {
			f.Facilities[facility] = struct{}{}
		}
	}
}

// Merge adds what another worker found.
func (f *InputFacts) Merge(o *InputFacts) {
	if f.Facilities == nil {
		f.Facilities = map[uint64]struct{}{}
	}
	maps.Copy(f.Facilities, o.Facilities)
	if o.FirstAct.Known() && (!f.FirstAct.Known() || o.FirstAct < f.FirstAct) {
		f.FirstAct = o.FirstAct
	}
	f.LastAct = max(f.LastAct, o.LastAct)
}
