package claim

import (
	"slices"
	"strings"
	"sync/atomic"
)

// Tools that take an identifier for a number take the zeros off its begin, in one file and not in another: 0750001 of a claim and 750001 of
// a register may be the same operator, or two. Where a key of digits alone is not found, and one with more or fewer zeros before it is, the
// register says nothing of the key.

// zeroKeys is what a register has of keys that begin with zeros.
type zeroKeys struct {
	lengths uint64      // of its keys of digits alone that begin with a zero: bit n for n digits
	met     atomic.Bool // some key was found only with other zeros
}

// ZerosBefore is the length of a key of digits alone that begins with a zero, as the bit of its number; else 0.
func ZerosBefore(key string) uint64 {
	if len(key) < 2 || len(key) > 63 || key[0] != '0' || !isNumber(key) {
		return 0
	}
	return 1 << len(key)
}

// NoteZeros says of a register which lengths its keys of digits alone have that begin with a zero: the bits of ZerosBefore.
func (r *Registers) NoteZeros(register string, lengths uint64) {
	if r.zeros == nil {
		r.zeros = map[string]*zeroKeys{}
	}
	r.zeros[register] = &zeroKeys{lengths: lengths}
}

// foundWithOtherZeros says whether a register holds a key that it does not hold as it is, with more or fewer zeros before it.
func (r *Registers) foundWithOtherZeros(register, key string, has func(key string) bool) bool {
	if !isNumber(key) {
		return false
	}
	known := r.zeros[register]
	if known == nil {
		return false
	}
	bare := strings.TrimLeft(key, "0")
	found := bare != "" && bare != key && has(bare)
	for n := len(bare) + 1; !found && bare != "" && n < 64 && known.lengths>>n != 0; n++ {
		if known.lengths>>n&1 != 0 && n != len(key) {
			found = has(strings.Repeat("0", n-len(bare)) + bare)
		}
	}
	if found && !known.met.Load() {
		known.met.Store(true)
	}
	return found
}

// OtherZeros names the registers in which some key was found only with more or fewer zeros before it, in the order of the alphabet.
func (r *Registers) OtherZeros() []string {
	var names []string
	for name, known := range r.zeros {
		if known.met.Load() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// differByZeros says whether two identifiers are the same number and not the same text.
func differByZeros(a, b string) bool {
	if len(a) == len(b) || a == "" || b == "" || !isNumber(a) || !isNumber(b) {
		return false
	}
	bare := strings.TrimLeft(a, "0")
	return bare != "" && bare == strings.TrimLeft(b, "0")
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
