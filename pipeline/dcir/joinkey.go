package dcir

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"vigie/rules/claim"
)

// mostRows of one key are joined. Each leg tells all details of its act, so that what a key comes to grows with their product; no
// act has nearly as many, and where a table has one key for all its rows they are no acts.
const mostRows = 1000

// joinKey makes the claims of one key: its rows come by table, then by place.
func (w *joiner) joinKey(rows []entry) {
	tooMany := len(rows) > mostRows
	w.lost = [tables]bool{}
	for n := len(rows); n > 0 && rows[n-1].table >= unread; n-- { // they are rejects already
		w.lost[rows[n-1].table&^unread] = true
		rows = rows[:n-1]
	}
	if tooMany {
		w.reject(rows, dctOrdNum, "got more than 1000 rows of one key; want those of one act")
		return
	}
	acts := upTo(rows, Acts)
	details := upTo(rows[len(acts):], Details)
	trips := rows[len(acts)+len(details):]
	w.match(detailsOfActs, len(details), len(acts) > 0 || w.lost[Acts])
	w.match(tripsOfActs, len(trips), len(acts) > 0 || w.lost[Acts])
	if len(acts) == 0 {
		if w.lost[Acts] {
			w.reject(details, dctOrdNum, "got a detail whose act cannot be read in ER_PRS_F; want the act of its key")
			w.reject(trips, dctOrdNum, "got a trip whose act cannot be read in ER_PRS_F; want the act of its key")
			return
		}
		w.reject(details, dctOrdNum, "got a detail whose act is not in ER_PRS_F; want the act of its key")
		w.reject(trips, dctOrdNum, "got a trip whose act is not in ER_PRS_F; want the act of its key")
		return
	}
	slices.SortStableFunc(acts, w.byContent)
	w.reject(acts[1:], dctOrdNum, "got a key that stands before in ER_PRS_F; want each once")
	readAct(w.row(acts[0]), &w.act)
	w.actID = appendClaimID(w.actID[:0], w.key(acts[0]))
	w.act.ClaimID = view(w.actID)
	switch w.act.class {
	case leftOut:
		w.count(rows, acts, leftOutRows)
		return
	case unknownService:
		w.count(rows, acts, unknownServiceRows)
		return
	case care:
		w.reject(details, prsNatRef, "got a detail of an act that is no transport; want a transport")
		w.reject(trips, prsNatRef, "got a trip of an act that is no transport; want a transport")
		if w.act.reversal {
			w.candidate(nil, nil)
			return
		}
		flagged := w.reversed.has(w.act.match[0])
		if flagged {
			w.candidate(nil, nil)
		}
		w.put(claim.Care, &w.act.Claim, w.act.place, flagged)
		return
	}
	w.match(actsWithTrips, 1, len(trips) > 0 || w.lost[Trips])
	w.match(actsWithDetails, 1, len(details) > 0 || w.lost[Details])
	w.readDetails(details)
	switch {
	case w.act.reversal:
		w.count(trips, nil, cancelledRows)
		w.candidate(nil, nil)
	case len(trips) == 0:
		lacks := noTrip
		if w.lost[Trips] {
			lacks = tripsLost
		}
		if w.apart || w.reversed.has(w.act.match[0]) {
			w.candidate(nil, nil).lacks = lacks
		} else {
			w.reject(acts[:1], prsNatRef, lacks.String())
		}
	default:
		w.count(acts[:1], nil, joinedRows)
		w.legs(trips)
	}
}

// byContent orders rows of a table by what they say, so that the same stands first in whatever order the rows came.
func (w *joiner) byContent(a, b entry) int { return bytes.Compare(w.content(a), w.content(b)) }

// content is what a row says, without where it stands.
func (w *joiner) content(e entry) []byte { return w.row(e)[rowHead:] }

// readDetails reads the details of the act in billing order. Copies, which say the same under the same TRS_ORD_NUM, are rejected.
func (w *joiner) readDetails(rows []entry) {
	w.details = w.details[:0]
	for _, e := range rows {
		w.details = append(w.details, readDetail(w.row(e)))
	}
	slices.SortFunc(w.details, detail.compare)
	kept := w.details[:0]
	for _, d := range w.details {
		if n := len(kept); n > 0 && d.order != unordered && d.says(kept[n-1]) {
			w.rejectAt(d.place, trsOrdNum, "got a detail that stands before in its act; want each once")
			continue
		}
		w.counts[d.place.file()][joinedRows]++
		kept = append(kept, d)
	}
	w.details = kept
}

// upTo gives the rows of a table that the list begins with.
func upTo(rows []entry, t Table) []entry {
	n := 0
	for n < len(rows) && rows[n].table == t {
		n++
	}
	return rows[:n]
}

func (w *joiner) match(which, rows int, hit bool) {
	w.matches[which].Rows += int64(rows)
	if hit {
		w.matches[which].Found += int64(rows)
	}
}

// count counts rows under a heading; acts after the first of their key were rejected.
func (w *joiner) count(rows, acts []entry, h heading) {
	for i := range rows {
		if i == 0 || i >= len(acts) {
			w.counts[rows[i].place.file()][h]++
		}
	}
}

// legs makes a claim of each trip of the act. What was billed stands on the first by ITR_ORD_NUM.
func (w *joiner) legs(trips []entry) {
	w.trips = slices.Grow(w.trips[:0], len(trips))[:len(trips)]
	order := make([]int, 0, 8)
	for i, e := range trips {
		claim.ReadRecord(w.content(e), &w.trips[i])
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		m, n := w.trips[a].ClaimID, w.trips[b].ClaimID
		return cmp.Or(compareNumbers(m, n), cmp.Compare(m, n), w.byContent(trips[a], trips[b]))
	})
	legs := order[:0]
	for _, i := range order {
		if n := len(legs); n > 0 && w.trips[i].ClaimID == w.trips[legs[n-1]].ClaimID {
			w.reject(trips[i:i+1], itrOrdNum, "got a number that stands before among the trips of its act; want each once")
			continue
		}
		legs = append(legs, i)
	}
	flagged := w.reversed.has(w.act.match[0])
	if flagged {
		w.candidate(trips, legs)
	}
	for nth, i := range legs {
		w.id = legOf(&w.act, &w.trips[i], &w.leg, w.id)
		w.codes = tell(w.details, !w.lost[Details], len(trips) == 1 && !w.lost[Trips], &w.leg, w.codes)
		if nth > 0 {
			w.leg.AmountBilled, w.leg.AmountReimbursed = 0, 0
		}
		w.put(claim.Transport, &w.leg, trips[i].place, flagged)
	}
}

// compareNumbers compares numbers as numbers, and anything else as text behind them.
func compareNumbers(a, b string) int {
	n, errA := strconv.ParseUint(a, 10, 64)
	m, errB := strconv.ParseUint(b, 10, 64)
	switch {
	case errA == nil && errB == nil:
		return cmp.Compare(n, m)
	case errA == nil:
		return -1
	case errB == nil:
		return 1
	}
	return cmp.Compare(a, b)
}
