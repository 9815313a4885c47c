package parquet

import "github.com/cespare/xxhash/v2"

// Checksum is the content of a leaf column: how many entries, how many of them without a value, and a hash over the values
// in their order. An empty list is one entry without a value.
//
// The hash of a sequence h1 … hn is h1·s^(n-1) + … + hn modulo 2^64, so that the checksum of a sequence follows from those of its
// parts: the writer may hash rows on any goroutine, in other portions than the reader.
type Checksum struct {
	Entries int64
	Nulls   int64
	Sum     uint64
}

const (
	multiplier = 0x9e3779b97f4a7c15 // s: odd, so that no position loses a bit of the value's hash
	absent     = 0xd6e8feb86659fd93 // hash of an entry without a value
	continued  = 0xa0761d6478bd642f // added to the hash of a value that continues a list
)

// append is the checksum of c followed by next.
func (c Checksum) append(next Checksum) Checksum {
	return Checksum{c.Entries + next.Entries, c.Nulls + next.Nulls, c.Sum*power(multiplier, next.Entries) + next.Sum}
}

func (c *Checksum) null() {
	c.Entries++
	c.Nulls++
	c.Sum = c.Sum*multiplier + absent
}

// add takes the hash of a value; repeated says that the value is not the first of its row.
func (c *Checksum) add(hash uint64, repeated bool) {
	if repeated {
		hash += continued
	}
	c.Entries++
	c.Sum = c.Sum*multiplier + hash
}

// addRun is add so many times.
func (c *Checksum) addRun(hash uint64, repeated bool, n int) {
	if n < 16 {
		for range n {
			c.add(hash, repeated)
		}
		return
	}
	var one Checksum
	one.add(hash, repeated)
	*c = c.append(one.times(n))
}

// nulls is null so many times.
func (c *Checksum) nulls(n int) {
	var one Checksum
	one.null()
	*c = c.append(one.times(n))
}

// times is the checksum of c so many times in a row.
func (c Checksum) times(n int) (all Checksum) {
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			all = all.append(c)
		}
		c = c.append(c)
	}
	return all
}

func hashText(s string) uint64 { return xxhash.Sum64String(s) }

// hashNumber spreads a number over 64 bits: the finalizer of splitmix64.
func hashNumber(n int64) uint64 {
	h := uint64(n) + multiplier
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func hashFlag(b bool) uint64 {
	if b {
		return hashNumber(1)
	}
	return hashNumber(0)
}

func power(base uint64, n int64) uint64 {
	result := uint64(1)
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			result *= base
		}
		base *= base
	}
	return result
}
