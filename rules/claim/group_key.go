package claim

import (
	"math"

	"vigie/rules/civil"
)

// GroupKey is the least that shows whether a claim can matter to the rules about groups. Every claim has several; only the
// claims that may matter are read again for their Member. Like a Member it has a fixed size and no pointer. There are more
// group keys than anything else, so it is small: values that do not fit are rounded so that claims seem longer or nearer, and a
// prefilter selects too many and never too few.
type GroupKey struct {
	Group    uint64 // as in Member
	Position uint64
	From     uint32 // seconds of absolute time since the year 2000; what is earlier or later is cut to the first or last of them
	Extra    uint32 // what the prefilters of the key need to know
	Day      civil.Day
	Length   uint16 // minutes from From to To, rounded up, or the largest value
	Rules    uint8  // as in Member
	Context  uint8
}

// Key is the key of the group.
func (h *GroupKey) Key() Key { return keyOf(h.Group) }

// To is the end, in seconds as From. If the length did not fit it is later than any From.
func (h *GroupKey) To() int64 {
	if h.Length == math.MaxUint16 {
		return math.MaxUint32 + 1
	}
	return int64(h.From) + secondsAMinute*int64(h.Length)
}

const secondsAMinute = 60

// CompareGroupKeys orders the keys of a group by time, then by position.
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

// GroupKey is the group key of the claim without group and position. It is valid until the next call.
func (c *Case) GroupKey() *GroupKey {
	from, to := c.instants()
	minutes := (to - from + secondsAMinute - 1) / secondsAMinute
	c.groupKey = GroupKey{From: groupKeyInstant(from), Length: uint16(min(max(minutes, 0), math.MaxUint16)), Day: c.day}
	return &c.groupKey
}

var groupKeyEpoch = int64(civil.Date(2000, 1, 1).At(0))

func groupKeyInstant(at int64) uint32 { return uint32(min(max(at-groupKeyEpoch, 0), math.MaxUint32)) }

// EachGroupKey calls add for every group of a key that the claim belongs to, with key filled in for that group.
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

// CardReadPostcode is the postcode where the card was read, packed.
func (c *Case) CardReadPostcode() Postcode { return packPostcode(c.line.CardReadPostcode) }
