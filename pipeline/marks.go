package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules"
)

// marks are what the rules across claims flagged, and how the claims that belong to the findings are called.
type marks struct {
	of  map[uint64][]rules.GroupRuling // by place of the claim, in catalogue order
	ids claimNames
}

// named gives the ids of claims by their places, in the order of the ids.
func (m *marks) named(places []uint64) []string {
	var ids []string
	for _, place := range places {
		if id, known := m.ids.of(place); known {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, strings.Compare)
	return slices.Compact(ids)
}

// claimNames are claim_ids by place, in input order.
type claimNames struct {
	places places
	ends   []int // of the ids in text
	text   []byte
}

func (n *claimNames) add(place uint64, id string) {
	n.text = append(n.text, id...)
	n.places, n.ends = append(n.places, place), append(n.ends, len(n.text))
}

func (n *claimNames) join(o *claimNames) {
	start := len(n.text)
	n.text, n.places = append(n.text, o.text...), append(n.places, o.places...)
	for _, end := range o.ends {
		n.ends = append(n.ends, start+end)
	}
}

func (n *claimNames) of(place uint64) (string, bool) {
	i, found := slices.BinarySearch(n.places, place)
	if !found {
		return "", false
	}
	return n.at(i), true
}

// at is the id that was added as the i-th.
func (n *claimNames) at(i int) string {
	start := 0
	if i > 0 {
		start = n.ends[i-1]
	}
	return string(n.text[start:n.ends[i]])
}

// sort puts names that were not added in input order into it.
func (n *claimNames) sort() {
	var sorted claimNames
	order := make([]int, len(n.places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(n.places[a], n.places[b]) })
	for _, i := range order {
		sorted.add(n.places[i], n.at(i))
	}
	*n = sorted
}
