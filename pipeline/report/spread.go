package report

import "vigie/rules/claim"

// spreads are the distributions that have something to show.
func (v *view) spreads() []chart {
	w, found := v.words, v.Found
	crowd := newHistogram(subjectEdges)
	for key, s := range found.Subjects {
		if s.Claims > 0 && key.ID != "" {
			crowd.add(s.Claims)
		}
	}
	plain := func(n int64) string { return w.number(n) }
	var list []chart
	for _, s := range []struct {
		name string
		of   *Histogram
		unit int64
		show func(edge int64) string
	}{
		{"stakes", &found.Stakes, 100, func(n int64) string { return w.euros(claim.Cents(n)) }},
		{"crowd", &crowd, 1, plain},
		{"detours", &found.Detours, 10, func(n int64) string { return w.number(n/10) + blank + "km" }},
		{"delays", &found.Delays, 1, plain},
	} {
		if s.of.Total() > 0 {
			list = append(list, w.histogram(s.name, s.of, s.unit, s.show))
		}
	}
	if found.Total.Claims > 0 {
		list = append(list, w.weekdays(found.Weekdays))
	}
	return list
}

// histogram draws the values between edges; unit is what the labels on the axis are counted in.
func (w *words) histogram(name string, h *Histogram, unit int64, show func(edge int64) string) chart {
	filled := len(h.counts) // of what follows the last value only the edge is drawn
	for filled > 3 && h.counts[filled-1] == 0 && h.counts[filled-2] == 0 {
		filled--
	}
	columns, often := make([]column, filled), 0
	between := func(i int) string {
		switch i {
		case 0:
			return w.say("spread.below", show(h.edges[0]))
		case len(h.edges):
			return w.say("spread.above", show(h.edges[i-1]))
		}
		return w.say("spread.from", show(h.edges[i-1]), show(h.edges[i]))
	}
	for i, n := range h.counts[:filled] {
		columns[i] = column{[2]int64{n, 0}, w.say("spread.tip", between(i), w.number(n))}
		if n > h.counts[often] {
			often = i
		}
	}
	c := newChart(w, "spread-"+name, w.say(name+".title"), w.say(name+".note"), columns, 0.06)
	c.Desc = w.say("spread.desc", w.number(h.Total()), between(often))
	for i, edge := range h.edges[:filled-1] {
		c.label(100*float64(i+1)/float64(len(columns)), w.number(edge/unit))
	}
	return c
}

func (w *words) weekdays(of [7]int64) chart {
	columns, often, total := make([]column, len(of)), 0, int64(0)
	for i, n := range of {
		columns[i] = column{[2]int64{n, 0}, w.say("spread.tip", weekdays[i][w.place], w.number(n))}
		total += n
		if n > of[often] {
			often = i
		}
	}
	c := newChart(w, "spread-weekdays", w.say("weekdays.title"), w.say("weekdays.note"), columns, 0.3)
	c.Desc = w.say("spread.desc", w.number(total), weekdays[often][w.place])
	for i := range of {
		c.label(100*(float64(i)+0.5)/7, weekdays[i][w.place])
	}
	return c
}
