package claim

import "vigie/rules/civil"

// Hint is the least that tells whether a claim can matter to the rules across claims. Every claim leaves hints; only those
// that may matter are read again for their Trace. Like a Trace it is fixed in size and holds no pointer.
type Hint struct {
	Group  uint64
	Place  uint64
	From   int64 // as in Trace
	To     int64
	Takes  uint32
	Beside uint32
	Extra  uint32 // what the rules of the key sift by
	Day    civil.Day
	Key    Key
	Early  bool // of an earlier night, or only context
}

// HintOrder compares two hints of a group by time, then by place.
func HintOrder(a, b *Hint) int {
	switch {
	case a.From != b.From:
		return order(a.From, b.From)
	case a.To != b.To:
		return order(a.To, b.To)
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
	return Hint{From: from, To: to, Day: c.day}
}

// LeaveHints gives the hints of the claim under a key, as Leave gives its traces.
func (c *Case) LeaveHints(k Key, h Hint, leave func(*Hint)) {
	h.Key = k
	if k == ByCard && c.line.CardID != "" {
		h.From = civil.ZoneOf(c.line.CardReadPostcode).Instant(c.line.CardReadAt)
		h.To = h.From
	}
	c.groups(k, func(group uint64) {
		h.Group = group
		leave(&h)
	})
}

// CardReadPostcode is where the card was read, packed.
func (c *Case) CardReadPostcode() Postcode { return packPostcode(c.line.CardReadPostcode) }
