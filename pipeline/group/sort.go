package group

import (
	"math/bits"
	"sort"
)

// sorter sorts tuples by mixed key and then by compare, in place and without allocating. As a sort.Interface it is the tuples of
// one group.
type sorter[T any] struct {
	*Grouper[T]
	group  []T
	counts []int // of sortAll
	moved  T     // compare needs a pointer, and a pointer to a local variable would be an allocation for each tuple
}

// insertionSize is how many tuples, at most, are sorted by insertion.
const insertionSize = 32

// wideBits is how many bits of the keys the first step looks at. The buckets of a partition then have few tuples each, and are sorted by
// insertion.
const wideBits = 12

// sortAll is sort, with a first step for many tuples.
func (s *sorter[T]) sortAll(tuples []T, depth uint) {
	if len(tuples) < 1<<wideBits {
		s.sort(tuples, depth)
		return
	}
	if s.counts == nil {
		s.counts = make([]int, 2<<wideBits)
	}
	clear(s.counts)
	s.distribute(tuples, depth, wideBits, s.counts[:1<<wideBits], s.counts[1<<wideBits:])
}

// sort sorts tuples whose mixed keys share their first depth bits.
func (s *sorter[T]) sort(tuples []T, depth uint) {
	if len(tuples) <= insertionSize {
		s.insert(tuples)
		return
	}
	var counts [2 * fan]int
	s.distribute(tuples, depth, fanBits, counts[:fan], counts[fan:])
}

// distribute distributes tuples to buckets by the next bits of their keys and then sorts each bucket (American flag sort). In next stands
// where each bucket goes on, and in ends where it ends: zeros at first, for each bucket one.
func (s *sorter[T]) distribute(tuples []T, depth, width uint, next, ends []int) {
	first := mix(s.key(&tuples[0]))
	for {
		differ := uint64(0)
		for i := range tuples {
			key := mix(s.key(&tuples[i]))
			differ |= key ^ first
			ends[nextBits(key, depth, width)]++
		}
		if differ == 0 {
			s.sortGroup(tuples)
			return
		}
		one := nextBits(first, depth, width)
		if ends[one] < len(tuples) {
			break
		}
		ends[one] = 0
		depth = uint(bits.LeadingZeros64(differ))
	}
	for i := 1; i < len(ends); i++ {
		next[i] = ends[i-1]
		ends[i] += ends[i-1]
	}
	start := 0
	for i, end := range ends {
		for next[i] < end {
			if to := nextBits(mix(s.key(&tuples[next[i]])), depth, width); to != uint64(i) {
				tuples[next[i]], tuples[next[to]] = tuples[next[to]], tuples[next[i]]
				next[to]++
			} else {
				next[i]++
			}
		}
		if end-start > 1 {
			s.sort(tuples[start:end], depth+width)
		}
		start = end
	}
}

// nextBits is the number in so many bits of a mixed key, those that follow the first depth bits.
func nextBits(key uint64, depth, width uint) uint64 { return key << depth >> (64 - width) }

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
