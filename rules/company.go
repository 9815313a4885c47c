package rules

import (
	"slices"

	"vigie/rules/claim"
)

// relation says which two members matter to each other, if their times overlap. Matters says it of a pair. Parts say it of all pairs at
// once: those of a large group are too many to be looked at one by one.
type relation struct {
	matters func(a, b *claim.Member) bool
	parts   []relationPart
}

// relationPart is the pairs that have one thing in common and differ in each of some others. A pair may lie in several parts; what it
// then counts too much for is taken off by a part with less.
type relationPart struct {
	alike  func(m *claim.Member) (thing any, some bool) // nil: all members; without some, a member is in no pair
	differ []func(m *claim.Member) any
	less   bool // of the number only
}

// company is the members that a member meets and that matter to it.
type company struct {
	fellows
	seconds int64 // for how long it is with the one with which it is longest; -1 without company
	longest int   // the first with which it is as long, to the minute
}

// fewPairs is how many overlapping pairs for each member are looked at one by one.
const fewPairs = 32

// crowded says whether the members have so many overlapping pairs that they must not be looked at one by one, and are alike in what else
// the quick way needs: one margin, and it is not negative.
func (g *Group) crowded() (margin int64, crowded bool) {
	if len(g.Members) == 0 || len(g.Members) <= 2*fewPairs && !g.quick {
		return 0, false
	}
	pairs, next := 0, 0
	for i := range g.Members {
		for next = max(next, i+1); next < len(g.Members) && g.Members[next].From < g.Members[i].To; next++ {
		}
		pairs += min(len(g.Members), max(next-i-1, 0))
	}
	if pairs <= fewPairs*len(g.Members) && !g.quick {
		return 0, false
	}
	margin = overlapMargin(g, &g.Members[0])
	for i := range g.Members {
		if overlapMargin(g, &g.Members[i]) != margin {
			return 0, false
		}
	}
	return margin, margin >= 0
}

// companies are the companies of the members, by member. The margin is that of all of them.
func (g *Group) companies(of *relation, margin int64) []company {
	all := make([]company, len(g.Members))
	var long []int // the members that can overlap with one another at all
	for i := range g.Members {
		all[i].seconds = -1
		if m := &g.Members[i]; m.To-m.From > margin {
			long = append(long, i)
		}
	}
	if len(long) == 0 {
		return all
	}
	var lists []*spanList
	for p := range of.parts {
		piece := &of.parts[p]
		sets := g.split(long, piece)
		for subset := range 1 << len(piece.differ) {
			g.count(all, sets, piece, subset, margin, func(c *company, n int) { c.count += n })
			mates := *piece
			mates.alike = func(m *claim.Member) (any, bool) {
				thing, some := any(nil), true
				if piece.alike != nil {
					thing, some = piece.alike(m)
				}
				return [2]any{thing, m.Mate}, some && m.Mate != 0
			}
			if g.Members[long[0]].Key == claim.ByCrew {
				g.count(all, g.split(long, &mates), &mates, subset, margin, func(c *company, n int) { c.shared += n })
			}
		}
		if piece.less {
			continue
		}
		for _, members := range sets {
			lists = append(lists, newSpanList(g, members, piece, margin))
		}
	}
	for _, l := range lists {
		l.meet(g, all)
	}
	for _, l := range lists {
		l.find(all)
	}
	for i := range all {
		c := &all[i]
		slices.Sort(c.first)
		c.first = slices.Compact(c.first)
		c.first = c.first[:min(len(c.first), MostRelated)]
	}
	return all
}

// split gives the members with each thing that the pairs of a part have in common, in their order.
func (g *Group) split(members []int, piece *relationPart) (sets [][]int) {
	if piece.alike == nil {
		return [][]int{members}
	}
	number := map[any]int{}
	for _, i := range members {
		thing, some := piece.alike(&g.Members[i])
		if !some {
			continue
		}
		n, known := number[thing]
		if !known {
			n = len(sets)
			number[thing], sets = n, append(sets, nil)
		}
		sets[n] = append(sets[n], i)
	}
	return sets
}

// count adds, for one subset of the things in which the pairs of a part differ, the pairs that are alike in these: those that differ in
// all are the sum over all subsets, the odd ones taken off.
func (g *Group) count(all []company, sets [][]int, piece *relationPart, subset int, margin int64, add func(c *company, n int)) {
	sign := 1
	if piece.less {
		sign = -1
	}
	for d := range piece.differ {
		if subset>>d&1 != 0 {
			sign = -sign
		}
	}
	for _, members := range sets {
		for _, same := range g.split(members, &relationPart{alike: func(m *claim.Member) (any, bool) {
			var things [3]any
			for d, thing := range piece.differ {
				if subset>>d&1 != 0 {
					things[d] = thing(m)
				}
			}
			return things, true
		}}) {
			from, ends := make([]int64, len(same)), make([]int64, len(same))
			for k, i := range same {
				from[k], ends[k] = g.Members[i].From, g.Members[i].To-margin
			}
			slices.Sort(ends)
			for _, i := range same {
				begun, _ := slices.BinarySearch(from, g.Members[i].To-margin)
				over, _ := slices.BinarySearch(ends, g.Members[i].From+1)
				add(&all[i], sign*(begun-over-1))
			}
		}
	}
}

// spanList is members with one thing in common, in their order, and finders of those that they meet.
type spanList struct {
	members       []int
	keys          []spanKeys
	from, to      []int64 // to is less the margin
	margin        int64
	ends, lengths *spanFinder
}

func newSpanList(g *Group, members []int, piece *relationPart, margin int64) *spanList {
	l := &spanList{members: members, keys: make([]spanKeys, len(members)), margin: margin}
	var numbers [len(spanKeys{})]map[any]uint64
	for d := range piece.differ {
		numbers[d] = map[any]uint64{}
	}
	var lengths []int64
	for k, i := range members {
		m := &g.Members[i]
		for d, thing := range piece.differ {
			t := thing(m)
			if _, known := numbers[d][t]; !known {
				numbers[d][t] = uint64(len(numbers[d]))
			}
			l.keys[k][d] = numbers[d][t]
		}
		l.from, l.to, lengths = append(l.from, m.From), append(l.to, m.To-margin), append(lengths, m.To-m.From)
	}
	l.ends, l.lengths = newSpanFinder(len(piece.differ), l.keys, l.to), newSpanFinder(len(piece.differ), l.keys, lengths)
	return l
}

// begun is how many members begin before an instant.
func (l *spanList) begun(before int64) int {
	n, _ := slices.BinarySearch(l.from, before)
	return n
}

// meet adds the first ones that each member meets, and for how long it is with the one with which it is longest.
func (l *spanList) meet(g *Group, all []company) {
	for k, i := range l.members {
		c, key, begun := &all[i], &l.keys[k], l.begun(l.to[k])
		named := 0
		l.ends.each(0, begun, l.from[k]+1, key, func(other int) bool {
			c.first = append(c.first, l.members[other])
			named++
			return named < MostRelated
		})
		if named == 0 {
			continue
		}
		if last := l.ends.greatest(0, k, key); last > l.from[k] {
			c.seconds = max(c.seconds, min(last, l.to[k])+l.margin-l.from[k])
		}
		until := begun // of those behind it that end no later
		if later := l.ends.next(k+1, begun, l.to[k], key); later >= 0 {
			c.seconds = max(c.seconds, l.to[k]+l.margin-l.from[later])
			until = later
		}
		c.seconds = max(c.seconds, l.lengths.greatest(k+1, until, key))
		c.longest = len(all) // not found yet
	}
}

// find finds the first with which each member is longest, to the minute.
func (l *spanList) find(all []company) {
	for k, i := range l.members {
		c, key := &all[i], &l.keys[k]
		if c.seconds < 0 {
			continue
		}
		enough := c.seconds / 60 * 60
		begun := l.begun(min(l.to[k], l.to[k]+l.margin-enough+1))
		first := l.ends.next(0, k, max(l.from[k]+1, l.from[k]+enough-l.margin), key)
		if first < 0 {
			first = l.lengths.next(k+1, begun, enough, key)
		}
		if first >= 0 {
			c.longest = min(c.longest, l.members[first])
		}
	}
}
