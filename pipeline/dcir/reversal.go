package dcir

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules/civil"
)

// candidate is a reversal, or an act that a reversal may cancel. Few acts are candidates: those whose match hash is in the filter of the
// reversals.
type candidate struct {
	match     [2]uint64
	reversal  bool
	original  *Original   // of a reversal
	earlier   *EarlierAct // the act as an earlier night had it; nil where none had
	claimID   string
	dispensed civil.Day // FLX_DIS_DTD of the key
	rowID     rowID
	trips     []rowID // of its legs
	transport bool
	defect    Defect // why the act is rejected if no reversal cancels it
}

// Defect is why an act of a transport is not a claim.
type Defect uint8

// The defects.
const (
	noDefect Defect = iota
	noTrip
	tripsUnreadable // the trips could not be read
)

func (d Defect) String() string {
	if d == tripsUnreadable {
		return "got an act of a transport whose trips in ER_TRS_F cannot be read; want one at least"
	}
	return "got an act of a transport without a trip in ER_TRS_F; want one at least"
}

// addCandidate keeps the act that is being joined, with those of its trips that became legs.
func (w *joinWorker) addCandidate(trips []entry, legs []int) *candidate {
	c := candidate{match: w.act.match, reversal: w.act.reversal, claimID: strings.Clone(w.act.ClaimID), rowID: w.act.rowID,
		transport: w.act.class == classTransport}
	if c.reversal && !w.pairElsewhere {
		c.original = w.act.original()
	}
	for _, i := range legs {
		c.trips = append(c.trips, trips[i].rowID)
	}
	w.candidates = append(w.candidates, c)
	return &w.candidates[len(w.candidates)-1]
}

// Settle decides which acts the reversals cancel: of those that share an Original the earliest, which is one of an earlier night where there
// is one, and else one of the tables. A reversal without an act is rejected. It gives the acts of earlier nights that are cancelled, and is
// called once, before the claims are read for good.
func (j *Result) Settle(earlier []EarlierAct) (taken []EarlierAct) {
	j.cancelled = map[rowID]struct{}{}
	matchReversals(j.withEarlier(earlier), func(reversal, act *candidate) {
		j.counts[reversal.rowID.file()][cancelledRows]++
		if act.rowID != noRow {
			j.cancel(act)
		}
		if act.earlier != nil {
			act.earlier.By = reversal.claimID
			taken = append(taken, *act.earlier)
		}
	}, func(c *candidate, of columnID, reason string) {
		if c.reversal {
			j.counts[c.rowID.file()][withoutOriginalRows]++
		}
		j.rejected = append(j.rejected, rejectedRow{c.rowID, of.String(), reason})
	})
	for i, f := range j.Files {
		f.Counts = j.counts[i].byName()
	}
	j.candidates, j.counts = nil, nil
	return taken
}

// matchReversals pairs each reversal with one act of the same match hash that is not paired yet: one of an earlier night, then the earliest by
// FLX_DIS_DTD, then by key. A reversal without an act is rejected, and so is an act with a defect that no reversal cancels.
func matchReversals(list []candidate, pair func(reversal, act *candidate), reject func(c *candidate, of columnID, reason string)) {
	for i := range list {
		list[i].dispensed = dispensed(list[i].claimID)
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.match[0], b.match[0]), cmp.Compare(a.match[1], b.match[1]), cmp.Compare(a.night(), b.night()),
			cmp.Compare(a.dispensed, b.dispensed), compareClaimIDs(a.claimID, b.claimID), cmp.Compare(a.rowID, b.rowID))
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
			pair(reversals[k], acts[k])
		}
		for _, r := range reversals[pairs:] {
			reject(r, bseRemSgn, withoutOriginal)
		}
		for _, a := range acts[pairs:] {
			if a.defect != noDefect {
				reject(a, prsNatRef, a.defect.String())
			}
		}
		i = n
	}
}

// night is 0 for an act that an earlier night had, 1 for one that came tonight.
func (c *candidate) night() int {
	if c.earlier != nil {
		return 0
	}
	return 1
}

// compareClaimIDs compares claim ids of acts column by column, numbers by value.
func compareClaimIDs(a, b string) int {
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

// cancel marks the claims of an act as cancelled, and counts its rows.
func (j *Result) cancel(c *candidate) {
	j.cancelled[c.rowID] = struct{}{} // the claim of an act of care; a transport has its claims at its trips
	act := &j.counts[c.rowID.file()]
	act[cancelledRows]++
	if c.transport && c.defect == noDefect {
		act[joinedRows]--
	}
	for _, p := range c.trips {
		j.cancelled[p] = struct{}{}
		j.counts[p.file()][cancelledRows]++
	}
}
