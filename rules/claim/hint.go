package claim

import (
	"math"

	"vigie/rules/civil"
)

// Hint is the least that tells whether a claim can matter to the rules across claims. Every claim leaves hints; only those
// that may matter are read again for their Trace. Like a Trace it is fixed in size and holds no pointer.
type Hint struct {
	Group  uint64
	Place  uint64
	From   int64  // as in Trace
	Length uint32 // seconds from there to To
	Extra  uint32 // what the rules of the key sift by
	Day    civil.Day
	Key    Key
	Takes  uint8 // as in Trace
	Beside uint8
}

// To is the end, as in Trace.
func (h *Hint) To() int64 { return h.From + int64(h.Length) }

// HintOrder compares two hints of a group by time, then by place.
func HintOrder(a, b *Hint) int {
	switch {
	case a.From != b.From:
		return order(a.From, b.From)
	case a.Length != b.Length:
		return order(uint64(a.Length), uint64(b.Length))
	}
	return order(a.Place, b.Place)
}

func order[N int64 | uint64](a, b N) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// Hint is the hint of the claim, without key, group and place.
func (c *Case) Hint() Hint {
	from, to := c.instants()
	return Hint{From: from, Length: uint32(min(to-from, math.MaxUint32)), Day: c.day}
}

// LeaveHints gives the hints of the claim under a key, as Leave gives its traces.
func (c *Case) LeaveHints(k Key, h Hint, leave func(*Hint)) {
	h.Key = k
	if k == ByCard && c.line.CardID != "" {
		h.From = civil.ZoneOf(c.line.CardReadPostcode).Instant(c.line.CardReadAt)
		h.Length = 0
	}
	c.groups(k, func(group uint64) {
		h.Group = group
		leave(&h)
	})
}

// CardReadPostcode is where the card was read, packed.
func (c *Case) CardReadPostcode() Postcode { return packPostcode(c.line.CardReadPostcode) }
