package report

import (
	"slices"
	"strconv"
	"strings"

	"vigie/rules"
)

// Histogram counts values in the intervals between fixed edges: below the first, from each edge up to the next, and from the last on.
type Histogram struct {
	edges  []int64
	counts []int64 // one more than edges
}

// Edges of the distributions: cents, tenths of a kilometre, working days, claims.
var (
	stakeEdges   = []int64{10_00, 20_00, 50_00, 100_00, 200_00, 500_00, 1000_00}
	detourEdges  = []int64{2_0, 5_0, 10_0, 20_0, 50_0, 100_0, 200_0}
	delayEdges   = []int64{5, 10, 20, 40, 60, 120, 250}
	subjectEdges = []int64{2, 5, 10, 20, 50, 100, 200, 500}
)

func newHistogram(edges []int64) Histogram {
	return Histogram{edges, make([]int64, len(edges)+1)}
}

func (h *Histogram) add(value int64) {
	at, exact := slices.BinarySearch(h.edges, value)
	if exact {
		at++
	}
	h.counts[at]++
}

// Total is how many values were counted.
func (h *Histogram) Total() (n int64) {
	for _, c := range h.counts {
		n += c
	}
	return n
}

// measure adds the values that are in the facts of a finding to the distributions.
func (g *Aggregator) measure(f *rules.Finding) {
	value := func(name string) (string, bool) {
		i := slices.IndexFunc(f.Facts, func(s rules.Shown) bool { return s.Name == name })
		if i < 0 {
			return "", false
		}
		return f.Facts[i].Value, true
	}
	if reference, ok := value("reference_km"); ok {
		billed, _ := value("billed_km")
		over, known := tenths(billed)
		if least, ok := tenths(reference); ok && known && over > least {
			g.sums.Detours.add(over - least)
		}
	}
	if days, ok := value("working_days"); ok {
		if n, err := strconv.ParseInt(days, 10, 32); err == nil && n >= 0 {
			g.sums.Delays.add(n)
		}
	}
}

// tenths reads kilometres as facts show them.
func tenths(s string) (int64, bool) {
	whole, decimal, _ := strings.Cut(s, ".")
	if len(decimal) > 1 {
		return 0, false
	}
	if decimal == "" {
		decimal = "0"
	}
	n, err := strconv.ParseUint(whole+decimal, 10, 31)
	return int64(n), err == nil
}
