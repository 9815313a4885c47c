package rules

import (
	"cmp"
	"math"
	"slices"
)

// spanFinder finds, among members in a fixed order, those with a large value whose keys all differ from given ones: the next of them, and
// the greatest. Each answer takes time in proportion to the logarithm of their number.
//
// It is a tree over the order. A node keeps few of its members: those among which, whatever the keys, the greatest is found. With three
// keys these are at most eight, with one key two.
type spanFinder struct {
	by    int // how many keys count
	keys  []spanKeys
	value []int64
	size  int       // leaves, a power of two
	nodes [][]int32 // by node, the root being 1: members, the greatest first
}

// spanKeys are what two members must not have in common.
type spanKeys [3]uint64

func newSpanFinder(by int, keys []spanKeys, value []int64) *spanFinder {
	f := &spanFinder{by: by, keys: keys, value: value, size: 1}
	for f.size < len(value) {
		f.size *= 2
	}
	f.nodes = make([][]int32, 2*f.size)
	leaves := make([]int32, len(value))
	for i := range leaves {
		leaves[i] = int32(i)
		f.nodes[f.size+i] = leaves[i : i+1]
	}
	var both []int32
	for n := f.size - 1; n > 0; n-- {
		both = append(append(both[:0], f.nodes[2*n]...), f.nodes[2*n+1]...)
		slices.SortFunc(both, func(a, b int32) int { return cmp.Or(cmp.Compare(f.value[b], f.value[a]), cmp.Compare(a, b)) })
		var best []int32
		for _, m := range both {
			if f.needed(best, &f.keys[m], spanKeys{}, 0) {
				best = append(best, m)
			}
		}
		f.nodes[n] = best
	}
	return f
}

// needed says whether there are keys that all differ from those of a member, while each of the members that are kept has one of them.
// The chosen ones are set already.
func (f *spanFinder) needed(kept []int32, of *spanKeys, chosen spanKeys, set uint8) bool {
	for n, k := range kept {
		has := false
		for d := range f.by {
			has = has || set>>d&1 != 0 && chosen[d] == f.keys[k][d]
		}
		if has {
			continue
		}
		for d := range f.by {
			if set>>d&1 == 0 && f.keys[k][d] != of[d] {
				chosen[d] = f.keys[k][d]
				if f.needed(kept[n+1:], of, chosen, set|1<<d) {
					return true
				}
			}
		}
		return false
	}
	return true
}

// best is the member of a node with the greatest value that differs from the keys in all of them; -1 for none.
func (f *spanFinder) best(node int, from *spanKeys) int {
	for _, m := range f.nodes[node] {
		differs := true
		for d := range f.by {
			differs = differs && f.keys[m][d] != from[d]
		}
		if differs {
			return int(m)
		}
	}
	return -1
}

// each calls use for the members from lo to hi (exclusive) with at least a value that differ from the keys, in order, until it returns
// false.
func (f *spanFinder) each(lo, hi int, least int64, from *spanKeys, use func(member int) bool) {
	f.walk(1, 0, f.size, lo, hi, least, from, use)
}

func (f *spanFinder) walk(node, begin, end, lo, hi int, least int64, from *spanKeys, use func(member int) bool) bool {
	if end <= lo || hi <= begin {
		return true
	}
	best := f.best(node, from)
	if best < 0 || f.value[best] < least {
		return true
	}
	if end-begin == 1 {
		return use(begin)
	}
	middle := (begin + end) / 2
	return f.walk(2*node, begin, middle, lo, hi, least, from, use) && f.walk(2*node+1, middle, end, lo, hi, least, from, use)
}

// next is the first that each shows; -1 for none.
func (f *spanFinder) next(lo, hi int, least int64, from *spanKeys) int {
	found := -1
	f.each(lo, hi, least, from, func(member int) bool {
		found = member
		return false
	})
	return found
}

// greatest is the greatest value of the members from lo to hi (exclusive) that differ from the keys; math.MinInt64 for none.
func (f *spanFinder) greatest(lo, hi int, from *spanKeys) int64 {
	most := int64(math.MinInt64)
	for lo, hi = lo+f.size, hi+f.size; lo < hi; lo, hi = lo/2, hi/2 {
		if lo&1 != 0 {
			most = f.greater(most, lo, from)
			lo++
		}
		if hi&1 != 0 {
			hi--
			most = f.greater(most, hi, from)
		}
	}
	return most
}

func (f *spanFinder) greater(than int64, node int, from *spanKeys) int64 {
	if best := f.best(node, from); best >= 0 {
		return max(than, f.value[best])
	}
	return than
}
