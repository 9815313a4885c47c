package rules

import (
	"slices"

	"vigie/rules/claim"
)

// treatedInCrowd is treatedOnBoard for a crowded group: it adds to the meetings of trips the acts performed during them, and to those of
// acts the trips.
func (m meetings) treatedInCrowd(g *Group) {
	var trips, acts []int
	var begins, ends, arrivals, instants []int64 // of trips in their order, and sorted; of acts
	for i := range g.Members {
		switch t := &g.Members[i]; {
		case t.Kind != claim.Transport:
			acts, instants = append(acts, i), append(instants, t.From)
		case t.To > t.From:
			trips, begins, ends = append(trips, i), append(begins, t.From), append(ends, t.To)
		}
	}
	arrivals = slices.Sorted(slices.Values(ends))
	finder := newSpanFinder(0, make([]spanKeys, len(trips)), ends)
	for k, act := range acts {
		begun, _ := slices.BinarySearch(begins, instants[k]+1)
		over, _ := slices.BinarySearch(arrivals, instants[k]+1)
		if begun == over {
			continue
		}
		with := fellows{count: begun - over}
		finder.each(0, begun, instants[k]+1, &spanKeys{}, func(trip int) bool {
			with.first = append(with.first, trips[trip])
			return len(with.first) < MostRelated
		})
		m[act] = meeting{verdict: Review, fellow: with.first[0], with: &with}
	}
	for k, trip := range trips {
		from, _ := slices.BinarySearch(instants, begins[k])
		to, _ := slices.BinarySearch(instants, ends[k])
		if from >= to {
			continue
		}
		of, met := m[trip]
		if !met {
			of = meeting{verdict: Review, fellow: acts[from], with: new(fellows)}
		}
		first := slices.Concat(of.with.first, acts[from:min(to, from+MostRelated)])
		slices.Sort(first)
		of.with = &fellows{first: first[:min(len(first), MostRelated)], count: of.with.count + to - from}
		m[trip] = of
	}
}
