package group

import (
	"math/bits"
	"sort"
)

// sorter sorts tuples by mixed key and then by compare, in place and without allocating. As a sort.Interface it is the tuples of
// one group.
type sorter[T any] struct {
	*Grouper[T]
	group []T
	moved T // compare needs a pointer, and a pointer to a local variable would be an allocation for each tuple
}

// insertionSize is how many tuples, at most, are sorted by insertion.
const insertionSize = 32

// sort sorts tuples whose mixed keys share their first depth bits. It distributes them to buckets by the next bits and then sorts
// each bucket (American flag sort).
func (s *sorter[T]) sort(tuples []T, depth uint) {
	if len(tuples) <= insertionSize {
		s.insert(tuples)
		return
	}
	var next, ends [fan]int // where each bucket goes on, and where it ends
	first := mix(s.key(&tuples[0]))
	for {
		differ := uint64(0)
		for i := range tuples {
			key := mix(s.key(&tuples[i]))
			differ |= key ^ first
			ends[bucket(key, depth)]++
		}
		if differ == 0 {
			s.sortGroup(tuples)
			return
		}
		one := bucket(first, depth)
		if ends[one] < len(tuples) {
			break
		}
		ends[one] = 0
		depth = uint(bits.LeadingZeros64(differ))
	}
	for i := 1; i < fan; i++ {
		next[i] = ends[i-1]
		ends[i] += ends[i-1]
	}
	start := 0
	for i, end := range ends {
		for next[i] < end {
			if to := bucket(mix(s.key(&tuples[next[i]])), depth); int(to) != i {
				tuples[next[i]], tuples[next[to]] = tuples[next[to]], tuples[next[i]]
				next[to]++
			} else {
				next[i]++
			}
		}
		if end-start > 1 {
			s.sort(tuples[start:end], depth+fanBits)
		}
		start = end
	}
}

// bucket is the bucket of a mixed key: the bits that follow the first depth bits.
func bucket(key uint64, depth uint) uint8 { return uint8(key << depth >> (64 - fanBits)) }

func (s *sorter[T]) insert(tuples []T) {
	var keys [insertionSize]uint64
	for i := range tuples {
		key := mix(s.key(&tuples[i]))
		j := i
		if i > 0 && s.after(keys[i-1], &tuples[i-1], key, &tuples[i]) {
			s.moved = tuples[i]
			for ; j > 0 && s.after(keys[j-1], &tuples[j-1], key, &s.moved); j-- {
				keys[j], tuples[j] = keys[j-1], tuples[j-1]
			}
			tuples[j] = s.moved
		}
		keys[j] = key
	}
}

// after reports whether a comes after b. The keys are mixed keys.
func (s *sorter[T]) after(keyA uint64, a *T, keyB uint64, b *T) bool {
	if keyA != keyB {
		return keyA > keyB
	}
	return s.compare(a, b) > 0
}

func (s *sorter[T]) sortGroup(tuples []T) {
	s.group = tuples
	sort.Sort(s)
	s.group = nil
}

func (s *sorter[T]) Len() int      { return len(s.group) }
func (s *sorter[T]) Swap(i, j int) { s.group[i], s.group[j] = s.group[j], s.group[i] }

// Less is false for all tuples once the work has failed. Sorting the largest group then ends soon, in any order; the group is not
// shown.
func (s *sorter[T]) Less(i, j int) bool {
	return s.pool.failed() == nil && s.compare(&s.group[i], &s.group[j]) < 0
}
