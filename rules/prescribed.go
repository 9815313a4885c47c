package rules

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Prescribed is how many transports each prescriber has prescribed, by the half-year of pick-up. Each worker has its own while claims
// are read; they are merged afterwards. It is plain data; nil where no rule asks, which counts nothing.
type Prescribed struct {
	Counts map[string]map[civil.Day]PrescribedTransports // by prescriber and first day of the half-year

	// Unknown names, by first day of the half-year, what is missing to know who prescribed some transports. Of several names the first
	// in byte order is kept, so that the order of the claims does not matter.
	Unknown map[civil.Day]string
}

// PrescribedTransports counts the transports that were prescribed, those of them in an ambulance, and those of which it is not known in what.
// Each leg that was billed is one: a prescription may be for many.
type PrescribedTransports struct{ All, Ambulance, UnknownMode int64 }

func (t PrescribedTransports) plus(o PrescribedTransports) PrescribedTransports {
	return PrescribedTransports{t.All + o.All, t.Ambulance + o.Ambulance, t.UnknownMode + o.UnknownMode}
}

func (t PrescribedTransports) minus(o PrescribedTransports) PrescribedTransports {
	return PrescribedTransports{t.All - o.All, t.Ambulance - o.Ambulance, t.UnknownMode - o.UnknownMode}
}

// Enters says whether claims of that kind and service are counted. The fare of an escort is no transport of the patient.
func (p *Prescribed) Enters(kind claim.Kind, service claim.Service) bool {
	return p != nil && kind == claim.Transport && service != claim.Escort
}

// Add counts a claim that enters. What a convocation stands behind, or has no prescription, nobody prescribed.
func (p *Prescribed) Add(c *claim.Case) {
	from := halfYear(c.Day())
	prescriber, mode, blame := c.PrescribedBy()
	switch {
	case blame != "":
		p.addUnknown(from, blame)
	case prescriber != "":
		one := PrescribedTransports{All: 1}
		switch mode {
		case claim.ModeAmbulance:
			one.Ambulance = 1
		case 0:
			one.UnknownMode = 1
		}
		p.add(prescriber, from, one)
	}
}

// add counts transports of a prescriber. The name is kept without a copy: it is held by the register of prescriptions, which outlives
// the counts.
func (p *Prescribed) add(prescriber string, from civil.Day, more PrescribedTransports) {
	of := p.Counts[prescriber]
	if of == nil {
		of = map[civil.Day]PrescribedTransports{}
		p.Counts[prescriber] = of
	}
	of[from] = of[from].plus(more)
}

func (p *Prescribed) addUnknown(from civil.Day, what string) {
	p.Unknown[from] = leastName(p.Unknown[from], what)
}

// Merge adds what another worker counted for the same rules.
func (p *Prescribed) Merge(o *Prescribed) {
	if p == nil || o == nil {
		return
	}
	for prescriber, halves := range o.Counts {
		for from, counted := range halves {
			p.add(prescriber, from, counted)
		}
	}
	for from, what := range o.Unknown {
		p.addUnknown(from, what)
	}
}

// Subtract takes back what was counted of claims that are rejected after all, as Balance.Subtract does.
func (p *Prescribed) Subtract(o *Prescribed) {
	if p == nil || o == nil {
		return
	}
	for prescriber, halves := range o.Counts {
		for from, counted := range halves {
			p.add(prescriber, from, PrescribedTransports{}.minus(counted))
		}
	}
}

// halfYear is the first day of the calendar half-year of a day.
func halfYear(d civil.Day) civil.Day {
	year, month, _ := d.Split()
	if month < time.July {
		return civil.Date(year, time.January, 1)
	}
	return civil.Date(year, time.July, 1)
}

// prescriberHalf is what one prescriber has prescribed in a half-year, beside the others of the same speciality and area.
type prescriberHalf struct {
	prescriber string
	from, to   civil.Day
	own        PrescribedTransports
	group      circle // speciality and area
	blame      string // what is missing to know the group

	peers PrescribedTransports // of all of them together
	size  int64                // number of peers, each with one transport at least
}

// each calls use for every half-year of every prescriber, in order of time. Where it is not known who prescribed some transports of a
// half-year, anybody may have: they are reported as one more prescriber, with insufficient data.
func (p *Prescribed) each(in *Inquiry, use func(h *prescriberHalf)) {
	if p == nil {
		return
	}
	of := map[civil.Day][]*prescriberHalf{}
	for prescriber, halves := range p.Counts {
		for from, own := range halves {
			of[from] = append(of[from], &prescriberHalf{prescriber: prescriber, from: from, to: from.AddMonths(6) - 1, own: own})
		}
	}
	for from := range p.Unknown {
		if _, counted := of[from]; !counted {
			of[from] = nil
		}
	}
	for _, from := range slices.Sorted(maps.Keys(of)) {
		list := of[from]
		slices.SortFunc(list, func(a, b *prescriberHalf) int { return cmp.Compare(a.prescriber, b.prescriber) })
		compareWithPeers(in.Registers, list)
		for _, h := range list {
			use(h)
		}
		if unknown := p.Unknown[from]; unknown != "" {
			to := from.AddMonths(6) - 1
			if to < in.AsOf {
				in.Lacks(unknown)
			}
			in.Report(Conduct{SubjectKind: "prescriber", From: from, To: to})
		}
	}
}

// compareWithPeers finds the group of each prescriber of a half-year and adds up what the others of it prescribed. Who prescribed nothing
// here is no peer: he may prescribe where the claims do not come from, and would lower the mean.
func compareWithPeers(r *claim.Registers, list []*prescriberHalf) {
	sums, sizes := map[circle]PrescribedTransports{}, map[circle]int64{}
	for _, h := range list {
		if h.group, h.blame = prescriberGroup(r, h.prescriber, h.to); h.blame == "" {
			sums[h.group] = sums[h.group].plus(h.own)
			sizes[h.group]++
		}
	}
	for _, h := range list {
		if h.blame == "" {
			h.peers, h.size = sums[h.group].minus(h.own), sizes[h.group]-1
		}
	}
}

// prescriberGroup is the speciality on a day, and the area. Blame names what is missing to know them.
func prescriberGroup(r *claim.Registers, prescriber string, day civil.Day) (group circle, blame string) {
	if r.Prescribers == nil || !r.Decides("prescribers", prescriber) {
		return group, "prescribers"
	}
	registered := r.Prescribers.Of(prescriber)
	if len(registered) == 0 {
		return group, "prescribers"
	}
	if r.Professions == nil || !r.Decides("professions", prescriber) {
		return group, "professions"
	}
	practices := r.Professions.Of(prescriber)
	if len(practices) == 0 {
		return group, "professions"
	}
	switch group = (circle{specialityOn(registered, day), practices[0].Area}); {
	case group.profession == "":
		blame = "prescribers.speciality"
	case group.area == "":
		blame = "professions.area"
	}
	return group, blame
}

// specialityOn is the speciality of the row that began last by a day, else of the first row.
func specialityOn(rows []claim.Prescriber, day civil.Day) string {
	at := -1
	for i := range rows {
		if rows[i].ValidFrom <= day && (at < 0 || rows[i].ValidFrom > rows[at].ValidFrom) {
			at = i
		}
	}
	return rows[max(at, 0)].Speciality
}
