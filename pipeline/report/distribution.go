package report

import "vigie/rules/claim"

// distributions are the charts of all distributions that have a value.
func (v *view) distributions() []chart {
	loc, sums := v.locale, v.Aggregates
	perSubject := newHistogram(subjectEdges)
	for key, s := range sums.Subjects {
		if s.Claims > 0 && key.ID != "" {
			perSubject.add(s.Claims)
		}
	}
	plain := func(n int64) string { return loc.number(n) }
	var list []chart
	for _, s := range []struct {
		name string
		of   *Histogram
		unit int64
		show func(edge int64) string
	}{
		{"stakes", &sums.Stakes, 100, func(n int64) string { return loc.euros(claim.Cents(n)) }},
		{"crowd", &perSubject, 1, plain},
		{"detours", &sums.Detours, 10, func(n int64) string { return loc.number(n/10) + blank + "km" }},
		{"delays", &sums.Delays, 1, plain},
	} {
		if s.of.Total() > 0 {
			list = append(list, loc.histogram(s.name, s.of, s.unit, s.show))
		}
	}
	if sums.Total.Claims > 0 {
		list = append(list, loc.weekdays(sums.Weekdays))
	}
	return list
}

// histogram draws how many values lie between each two edges. The labels on the axis are the edges divided by unit.
func (loc *locale) histogram(name string, h *Histogram, unit int64, show func(edge int64) string) chart {
	filled := len(h.counts) // of the empty columns at the end only the first is drawn
	for filled > 3 && h.counts[filled-1] == 0 && h.counts[filled-2] == 0 {
		filled--
	}
	columns, often := make([]stack, filled), 0
	between := func(i int) string {
		switch i {
		case 0:
			return loc.text("spread.below", show(h.edges[0]))
		case len(h.edges):
			return loc.text("spread.above", show(h.edges[i-1]))
		}
		return loc.text("spread.from", show(h.edges[i-1]), show(h.edges[i]))
	}
	for i, n := range h.counts[:filled] {
		columns[i] = stack{[2]int64{n, 0}, loc.text("spread.tip", between(i), loc.number(n))}
		if n > h.counts[often] {
			often = i
		}
	}
	c := newChart(loc, "spread-"+name, loc.text(name+".title"), loc.text(name+".note"), columns, 0.06)
	c.Desc = loc.text("spread.desc", loc.number(h.Total()), between(often))
	for i, edge := range h.edges[:filled-1] {
		c.label(100*float64(i+1)/float64(len(columns)), loc.number(edge/unit))
	}
	return c
}

func (loc *locale) weekdays(of [7]int64) chart {
	columns, often, total := make([]stack, len(of)), 0, int64(0)
	for i, n := range of {
		columns[i] = stack{[2]int64{n, 0}, loc.text("spread.tip", weekdays[i][loc.index], loc.number(n))}
		total += n
		if n > of[often] {
			often = i
		}
	}
	c := newChart(loc, "spread-weekdays", loc.text("weekdays.title"), loc.text("weekdays.note"), columns, 0.3)
	c.Desc = loc.text("spread.desc", loc.number(total), weekdays[often][loc.index])
	for i := range of {
		c.label(100*(float64(i)+0.5)/7, weekdays[i][loc.index])
	}
	return c
}
