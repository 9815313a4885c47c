package rules

import (
	"cmp"
	"slices"

	"vigie/rules/claim"
)

// sweep goes through the times of some members, which are in order: leave and enter are called as each gets off and on, then show, with
// the place of the one that got on. Who gets off no later than on is left out.
func (g *Group) sweep(members []int, off func(t *claim.Member) int64, enter, leave func(member int), show func(place int)) {
	byOff := slices.DeleteFunc(slices.Clone(members), func(m int) bool { return off(&g.Members[m]) <= g.Members[m].From })
	slices.SortFunc(byOff, func(a, b int) int {
		return cmp.Or(cmp.Compare(off(&g.Members[a]), off(&g.Members[b])), cmp.Compare(a, b))
	})
	for place, m := range members {
		t := &g.Members[m]
		if off(t) <= t.From {
			continue
		}
		for len(byOff) > 0 && off(&g.Members[byOff[0]]) <= t.From {
			leave(byOff[0])
			byOff = byOff[1:]
		}
		enter(m)
		show(place)
	}
}

// tallied counts distinct things on board.
type tallied map[uint64]int

func (t tallied) enter(thing uint64) { t[thing]++ }

func (t tallied) leave(thing uint64) {
	if t[thing]--; t[thing] == 0 {
		delete(t, thing)
	}
}

// crowding is the moments at which somebody gets on and more patients are on board than a limit, and which of them each member is on
// board at. It takes the place of what aboard shows where that would be too much.
type crowding struct {
	g        *Group
	members  []int
	from, to []int64     // by place: the first moment with the member on board, and the one behind the last; equal for none
	patients *spanFinder // by moment: how many are on board

	crowded []int // places with such moments
	begins  []int64
	ends    []int64 // sorted
	meets   *spanFinder
}

func (g *Group) crowding(members []int, off func(t *claim.Member) int64, limit int) *crowding {
	c := &crowding{g: g, members: members, from: make([]int64, len(members)), to: make([]int64, len(members))}
	var instants, patients []int64 // of the moments
	seated := tallied{}
	g.sweep(members, off, func(m int) { seated.enter(g.Members[m].Patient) }, func(m int) { seated.leave(g.Members[m].Patient) }, func(place int) {
		c.from[place] = int64(len(instants))
		if len(seated) > limit {
			instants, patients = append(instants, g.Members[members[place]].From), append(patients, int64(len(seated)))
		}
		c.to[place] = -1
	})
	var ends []int64
	for place, m := range members {
		if c.to[place] == 0 {
			continue // never on board
		}
		before, _ := slices.BinarySearch(instants, off(&g.Members[m]))
		if c.to[place] = int64(before); c.from[place] >= c.to[place] {
			continue
		}
		c.crowded, c.begins, ends = append(c.crowded, place), append(c.begins, c.from[place]), append(ends, c.to[place])
	}
	none := make([]spanKeys, max(len(instants), len(ends)))
	c.patients, c.meets = newSpanFinder(0, none, patients), newSpanFinder(0, none, ends)
	c.ends = slices.Sorted(slices.Values(ends))
	return c
}

// each calls use for the members that are on board at such a moment, with the most patients at one and with the others on board at any.
func (c *crowding) each(use func(member int, patients int64, with func() *fellows)) {
	for k, place := range c.crowded {
		member := c.members[place]
		use(member, c.patients.greatest(int(c.from[place]), int(c.to[place]), &spanKeys{}), func() *fellows {
			begun, _ := slices.BinarySearch(c.begins, c.to[place])
			over, _ := slices.BinarySearch(c.ends, c.from[place]+1)
			f := &fellows{count: begun - over - 1}
			c.meets.each(0, begun, c.from[place]+1, &spanKeys{}, func(other int) bool {
				if other != k {
					f.first = append(f.first, c.members[c.crowded[other]])
				}
				return len(f.first) < MostRelated
			})
			return f
		})
	}
}

// everybody lists all members.
func (g *Group) everybody() []int {
	all := make([]int, len(g.Members))
	for i := range all {
		all[i] = i
	}
	return all
}
