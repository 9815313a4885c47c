package dcir

import "sync/atomic"

// seen tells of a hash whether it may have been seen: mostly of no other one. Any goroutine may use it.
type seen []atomic.Uint64

func (b seen) set(hash uint64) { b[hash%uint64(len(b))].Or(1 << (hash >> 58)) }
func (b seen) has(hash uint64) bool {
	return b[hash%uint64(len(b))].Load()>>(hash>>58)&1 != 0
}
