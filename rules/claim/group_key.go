package claim

import (
	"math"

	"vigie/rules/civil"
)

// Hint is the least that tells whether a claim can matter to the rules across claims. Every claim leaves several; only those
// that may matter are read again for their Trace. Like a Trace it is fixed in size and holds no pointer. There are more hints
// than anything else, so it is small: what does not fit is told as longer or nearer than it is, so that too many are kept and
// never too few.
type GroupKey struct {
	Group    uint64 // as in Trace
	Position uint64
	From     uint32 // seconds of absolute time since the year 2000, or the first or last of them
	Extra    uint32 // what the rules of the key sift by
	Day      civil.Day
	Length   uint16 // minutes from there to To, rounded up, or the most there can be
	Rules    uint8  // as in Trace
	Context  uint8
}

// Key is the key of the hint's group.
func (h *GroupKey) Key() Key { return keyOf(h.Group) }

// To is the end, in seconds as From; a length that is not told in full goes beyond every From.
func (h *GroupKey) To() int64 {
	if h.Length == math.MaxUint16 {
		return math.MaxUint32 + 1
	}
	return int64(h.From) + secondsAMinute*int64(h.Length)
}

const secondsAMinute = 60

// HintOrder compares two hints of a group by time, then by place.
func CompareGroupKeys(a, b *GroupKey) int {
	switch {
	case a.From != b.From:
		return order(a.From, b.From)
	case a.Length != b.Length:
		return order(a.Length, b.Length)
	}
	return order(a.Position, b.Position)
}

func order[N uint16 | uint32 | uint64](a, b N) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// Hint is the hint of the claim, without group and place. It is the case's own until the next one is asked for.
func (c *Case) GroupKey() *GroupKey {
	from, to := c.instants()
	minutes := (to - from + secondsAMinute - 1) / secondsAMinute
	c.groupKey = GroupKey{From: groupKeyInstant(from), Length: uint16(min(max(minutes, 0), math.MaxUint16)), Day: c.day}
	return &c.groupKey
}

var groupKeyEpoch = int64(civil.Date(2000, 1, 1).At(0))

func groupKeyInstant(at int64) uint32 { return uint32(min(max(at-groupKeyEpoch, 0), math.MaxUint32)) }

// LeaveHints gives the hints of the claim under a key, as Leave gives its traces, one after the other in h.
func (c *Case) EachGroupKey(k Key, key *GroupKey, add func(*GroupKey)) {
	from, length := key.From, key.Length
	if k == ByCard && c.line.CardID != "" {
		key.From = groupKeyInstant(civil.ZoneOf(c.line.CardReadPostcode).Instant(c.line.CardReadAt))
		key.Length = 0
	}
	groups, n := c.groups(k)
	for _, key.Group = range groups[:n] {
		add(key)
	}
	key.From, key.Length = from, length
}

// CardReadPostcode is where the card was read, packed.
func (c *Case) CardReadPostcode() Postcode { return packPostcode(c.line.CardReadPostcode) }
