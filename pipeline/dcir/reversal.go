package dcir

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules/civil"
)

// candidate is a reversal, or an act that one may take back. There are few: an act is one only where the hash of what it is
// matched by is that of a reversal.
type candidate struct {
	match     [2]uint64
	reversal  bool
	key       string
	dispensed civil.Day // of the key
	place     place
	trips     []place
	transport bool
	lacks     Defect // for which the act is rejected, unless it is taken back
}

// Lack is what an act of a transport lacks to be a claim.
type Defect uint8

// What an act may lack.
const (
	noLack Defect = iota
	noTrip
	tripsLost // they could not be read
)

func (l Defect) String() string {
	if l == tripsLost {
		return "got an act of a transport whose trips in ER_TRS_F cannot be read; want one at least"
	}
	return "got an act of a transport without a trip in ER_TRS_F; want one at least"
}

// candidate notes the act that is being joined, with those of its trips that became legs.
func (w *joiner) candidate(trips []entry, legs []int) *candidate {
	c := candidate{match: w.act.match, reversal: w.act.reversal, key: strings.Clone(w.act.ClaimID), place: w.act.place,
		transport: w.act.class == transport}
	for _, i := range legs {
		c.trips = append(c.trips, trips[i].place)
	}
	w.candidates = append(w.candidates, c)
	return &w.candidates[len(w.candidates)-1]
}

// takeBack finds for each reversal the act that it takes back. A reversal without one is rejected.
func (j *Result) takeBack(list []candidate, counts []tally) (rejected []pending) {
	j.taken = map[place]struct{}{}
	pair(list, func(reversal, act *candidate) {
		counts[reversal.place.file()][cancelledRows]++
		j.take(act, counts)
	}, func(c *candidate, of column, reason string) {
		if c.reversal {
			counts[c.place.file()][withoutOriginalRows]++
		}
		rejected = append(rejected, pending{c.place, of.String(), reason})
	})
	return rejected
}

// pair gives for each reversal the one act that it takes back: the earliest by FLX_DIS_DTD, then by key, that no other reversal
// had. A reversal without one is rejected, and so is an act that none takes back where it lacks something.
func pair(list []candidate, taken func(reversal, act *candidate), reject func(c *candidate, of column, reason string)) {
	for i := range list {
		list[i].dispensed = dispensed(list[i].key)
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.match[0], b.match[0]), cmp.Compare(a.match[1], b.match[1]), cmp.Compare(a.dispensed, b.dispensed),
			compareKeys(a.key, b.key), cmp.Compare(a.place, b.place))
	})
	for i := 0; i < len(list); {
		n := i
		var reversals, acts []*candidate
		for ; n < len(list) && list[n].match == list[i].match; n++ {
			if c := &list[n]; c.reversal {
				reversals = append(reversals, c)
			} else {
				acts = append(acts, c)
			}
		}
		pairs := min(len(reversals), len(acts))
		for k := range pairs {
			taken(reversals[k], acts[k])
		}
		for _, r := range reversals[pairs:] {
			reject(r, bseRemSgn, withoutOriginal)
		}
		for _, a := range acts[pairs:] {
			if a.lacks != noLack {
				reject(a, prsNatRef, a.lacks.String())
			}
		}
		i = n
	}
}

// compareKeys compares keys column by column, numbers as numbers.
func compareKeys(a, b string) int {
	for a != "" && b != "" {
		columnA, restA, _ := strings.Cut(a, string(idSeparator))
		columnB, restB, _ := strings.Cut(b, string(idSeparator))
		if order := compareNumbers(columnA, columnB); order != 0 {
			return order
		}
		a, b = restA, restB
	}
	return strings.Compare(a, b)
}

const withoutOriginal = CountWithoutOriginal + ": got a reversal that no act of that patient, provider, day, service and amount stands for; want the act that it takes back"

// take takes back an act with its trips.
func (j *Result) take(c *candidate, counts []tally) {
	j.taken[c.place] = struct{}{} // an act of care; a transport has no claim there, but at its trips
	act := &counts[c.place.file()]
	act[cancelledRows]++
	if c.transport && c.lacks == noLack {
		act[joinedRows]--
	}
	for _, p := range c.trips {
		j.taken[p] = struct{}{}
		counts[p.file()][cancelledRows]++
	}
}
