package judge

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules"
)

// GroupRulings are what the rules of groups say of claims, and the ids of the claims that belong to their findings.
type GroupRulings struct {
	Of     map[uint64][]rules.GroupRuling // by position of the claim, in catalogue order
	Before map[uint64][]rules.GroupRuling // what they said of the groups as they were before tonight, of claims of earlier nights
	IDs    ClaimIDs
}

// MergeGroupRulings merges the rulings of a rule on a claim in several groups into one, and gives them by position of the claim, in
// catalogue order. It sorts the list.
func MergeGroupRulings(all []rules.GroupRuling) map[uint64][]rules.GroupRuling {
	slices.SortFunc(all, func(a, b rules.GroupRuling) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.RuleIndex, b.RuleIndex), a.Compare(&b))
	})
	of := map[uint64][]rules.GroupRuling{}
	for _, r := range all {
		list := of[r.Position]
		if n := len(list); n > 0 && list[n-1].RuleIndex == r.RuleIndex {
			list[n-1] = list[n-1].Merge(r)
		} else {
			of[r.Position] = append(list, r)
		}
	}
	return of
}

// named gives the ids of claims by their positions, in the order of the ids, as many as a finding names.
func (g *GroupRulings) named(positions []uint64) []string {
	var ids []string
	for _, position := range positions {
		if id := g.IDs.Of(position); id != "" {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, strings.Compare)
	ids = slices.Compact(ids)
	return ids[:min(len(ids), rules.MostRelated)]
}

// ClaimIDs are the ids of some claims by position, in input order.
type ClaimIDs struct {
	positions []uint64
	ends      []int // of the ids in text
	text      []byte
}

// Add adds the id of the claim at a position.
func (n *ClaimIDs) Add(position uint64, id string) {
	n.text = append(n.text, id...)
	n.positions, n.ends = append(n.positions, position), append(n.ends, len(n.text))
}

// Merge adds other ids behind those that are there.
func (n *ClaimIDs) Merge(o *ClaimIDs) {
	start := len(n.text)
	n.text, n.positions = append(n.text, o.text...), append(n.positions, o.positions...)
	for _, end := range o.ends {
		n.ends = append(n.ends, start+end)
	}
}

// Of is the id of the claim at a position; empty where it was not added.
func (n *ClaimIDs) Of(position uint64) string {
	i, found := slices.BinarySearch(n.positions, position)
	if !found {
		return ""
	}
	return n.at(i)
}

// at is the id that was added as the i-th.
func (n *ClaimIDs) at(i int) string {
	start := 0
	if i > 0 {
		start = n.ends[i-1]
	}
	return string(n.text[start:n.ends[i]])
}

// Sort puts the ids in input order, where they were added in another.
func (n *ClaimIDs) Sort() {
	var sorted ClaimIDs
	order := make([]int, len(n.positions))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(n.positions[a], n.positions[b]) })
	for _, i := range order {
		sorted.Add(n.positions[i], n.at(i))
	}
	*n = sorted
}
