package group

import (
	"math/bits"
	"sort"
)

// sorter sorts tuples by mixed key and then by compare, in place and without allocating. It is the tuples of one group to the
// sort package.
type sorter[T any] struct {
	*Grouper[T]
	group  []T
	moving T // compare wants a pointer, and one to a local variable would be an allocation for every tuple
}

// few tuples are sorted by insertion.
const few = 32

// sort sorts tuples whose mixed keys share so many high bits: it deals them into buckets by the next bits, then sorts each
// bucket (American flag sort).
func (s *sorter[T]) sort(tuples []T, depth uint) {
	if len(tuples) <= few {
		s.insert(tuples)
		return
	}
	var next, ends [fan]int // of the buckets
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

// bucket is the part that a mixed key goes to, after so many bits.
func bucket(key uint64, depth uint) uint8 { return uint8(key << depth >> (64 - fanBits)) }

func (s *sorter[T]) insert(tuples []T) {
	var keys [few]uint64
	for i := range tuples {
		key := mix(s.key(&tuples[i]))
		j := i
		if i > 0 && s.after(keys[i-1], &tuples[i-1], key, &tuples[i]) {
			s.moving = tuples[i]
			for ; j > 0 && s.after(keys[j-1], &tuples[j-1], key, &s.moving); j-- {
				keys[j], tuples[j] = keys[j-1], tuples[j-1]
			}
			tuples[j] = s.moving
		}
		keys[j] = key
	}
}

// after tells whether a comes after b; the keys are the mixed ones.
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

// Less has nothing to say any more once the work has failed: the largest group is then soon done with, in whatever order, and
// not shown.
func (s *sorter[T]) Less(i, j int) bool {
	return s.memory.failed() == nil && s.compare(&s.group[i], &s.group[j]) < 0
}
