package dcir

import "sync/atomic"

// hashFilter is a Bloom filter with one bit for a hash: has is true for every hash that was set, and rarely for another. It may be used by any
// number of goroutines.
type hashFilter []atomic.Uint64

func (b hashFilter) set(hash uint64) { b[hash%uint64(len(b))].Or(1 << (hash >> 58)) }
func (b hashFilter) has(hash uint64) bool {
	return b[hash%uint64(len(b))].Load()>>(hash>>58)&1 != 0
}
