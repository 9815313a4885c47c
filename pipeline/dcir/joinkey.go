package dcir

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"vigie/rules/claim"
)

// maxRowsOfKey is how many rows of one key are joined at most. Each leg carries all details of its act, so the output grows with legs
// times details. No real act has nearly as many rows; a table with one key in all its rows does, and would fill the disk.
const maxRowsOfKey = 1000

// joinKey makes the claims of one key. Its rows are sorted by table, then by row id.
func (w *joinWorker) joinKey(rows []entry) {
	tooMany := len(rows) > maxRowsOfKey
	w.hasUnread = [tableCount]bool{}
	for n := len(rows); n > 0 && rows[n-1].table >= unreadFlag; n-- { // these are rejects already
		w.hasUnread[rows[n-1].table&^unreadFlag] = true
		rows = rows[:n-1]
	}
	if tooMany {
		w.reject(rows, dctOrdNum, "got more than 1000 rows of one key; want those of one act")
		return
	}
	acts := leadingRows(rows, Acts)
	details := leadingRows(rows[len(acts):], Details)
	trips := rows[len(acts)+len(details):]
	w.countMatch(detailsOfActs, len(details), len(acts) > 0 || w.hasUnread[Acts])
	w.countMatch(tripsOfActs, len(trips), len(acts) > 0 || w.hasUnread[Acts])
	if len(acts) == 0 {
		if w.hasUnread[Acts] {
			w.reject(details, dctOrdNum, "got a detail whose act cannot be read in ER_PRS_F; want "+WantAct)
			w.reject(trips, dctOrdNum, "got a trip whose act cannot be read in ER_PRS_F; want "+WantAct)
			return
		}
		w.reject(details, dctOrdNum, "got a detail whose act is not in ER_PRS_F; want "+WantAct)
		w.reject(trips, dctOrdNum, "got a trip whose act is not in ER_PRS_F; want "+WantAct)
		return
	}
	slices.SortStableFunc(acts, w.compareContent)
	w.reject(acts[1:], dctOrdNum, "got a key that stands before in ER_PRS_F; want each once")
	unpackAct(w.row(acts[0]), &w.act)
	w.actID = appendClaimID(w.actID[:0], w.key(acts[0]))
	w.act.ClaimID = view(w.actID)
	switch w.act.class {
	case classLeftOut:
		w.countRows(rows, acts, leftOutRows)
		return
	case classUnknownService:
		w.countRows(rows, acts, unknownServiceRows)
		return
	case classCare:
		w.reject(details, prsNatRef, "got a detail of an act that is no transport; want a transport")
		w.reject(trips, prsNatRef, "got a trip of an act that is no transport; want a transport")
		if w.act.reversal {
			w.addCandidate(nil, nil)
			return
		}
		cancellable := w.reversed.has(w.act.match[0])
		if cancellable {
			w.addCandidate(nil, nil)
		}
		w.emit(claim.Care, &w.act.Claim, w.act.rowID, cancellable)
		return
	}
	w.countMatch(actsWithTrips, 1, len(trips) > 0 || w.hasUnread[Trips])
	w.countMatch(actsWithDetails, 1, len(details) > 0 || w.hasUnread[Details])
	w.readDetails(details)
	switch {
	case w.act.reversal:
		w.countRows(trips, nil, cancelledRows)
		w.addCandidate(nil, nil)
	case len(trips) == 0:
		defect := noTrip
		if w.hasUnread[Trips] {
			defect = tripsUnreadable
		}
		if w.pairElsewhere || w.reversed.has(w.act.match[0]) {
			w.addCandidate(nil, nil).defect = defect
		} else {
			w.reject(acts[:1], prsNatRef, defect.String())
		}
	default:
		w.countRows(acts[:1], nil, joinedRows)
		w.legs(trips)
	}
}

// compareContent orders rows of a table by content, so that of several rows the same one is used whatever order they came in.
func (w *joinWorker) compareContent(a, b entry) int { return bytes.Compare(w.content(a), w.content(b)) }

// content is a packed row without its head.
func (w *joinWorker) content(e entry) []byte { return w.row(e)[rowHead:] }

// readDetails reads the details of the act in billing order. A copy, with the same content under the same TRS_ORD_NUM, is rejected.
func (w *joinWorker) readDetails(rows []entry) {
	w.details = w.details[:0]
	for _, e := range rows {
		w.details = append(w.details, unpackDetail(w.row(e)))
	}
	slices.SortFunc(w.details, detailRow.compare)
	distinct := w.details[:0]
	for _, d := range w.details {
		if n := len(distinct); n > 0 && d.order != unordered && d.sameContent(distinct[n-1]) {
			w.rejectAt(d.rowID, trsOrdNum, "got a detail that stands before in its act; want each once")
			continue
		}
		w.counts[d.rowID.file()][joinedRows]++
		distinct = append(distinct, d)
	}
	w.details = distinct
}

// leadingRows gives the rows of a table at the beginning of the list.
func leadingRows(rows []entry, t Table) []entry {
	n := 0
	for n < len(rows) && rows[n].table == t {
		n++
	}
	return rows[:n]
}

// countMatch counts rows of a match, all of which have their key in the other table or none.
func (w *joinWorker) countMatch(which, rows int, found bool) {
	w.matches[which].Rows += int64(rows)
	if found {
		w.matches[which].Found += int64(rows)
	}
}

// countRows counts rows under a heading, except acts behind the first, which were rejected.
func (w *joinWorker) countRows(rows, acts []entry, h heading) {
	for i := range rows {
		if i == 0 || i >= len(acts) {
			w.counts[rows[i].rowID.file()][h]++
		}
	}
}

// legs makes a claim of each trip of the act. The first trip by ITR_ORD_NUM carries the amounts.
func (w *joinWorker) legs(trips []entry) {
	w.trips = slices.Grow(w.trips[:0], len(trips))[:len(trips)]
	order := make([]int, 0, 8)
	for i, e := range trips {
		claim.ReadRecord(w.content(e), &w.trips[i])
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		m, n := w.trips[a].ClaimID, w.trips[b].ClaimID
		return cmp.Or(compareNumbers(m, n), cmp.Compare(m, n), w.compareContent(trips[a], trips[b]))
	})
	legs := order[:0]
	for _, i := range order {
		if n := len(legs); n > 0 && w.trips[i].ClaimID == w.trips[legs[n-1]].ClaimID {
			w.reject(trips[i:i+1], itrOrdNum, "got a number that stands before among the trips of its act; want each once")
			continue
		}
		legs = append(legs, i)
	}
	cancellable := w.reversed.has(w.act.match[0])
	if cancellable {
		w.addCandidate(trips, legs)
	}
	for nth, i := range legs {
		w.id = joinLeg(&w.act, &w.trips[i], &w.leg, w.id)
		w.codes = applyDetails(w.details, !w.hasUnread[Details], len(trips) == 1 && !w.hasUnread[Trips], &w.leg, w.codes)
		if nth > 0 {
			w.leg.AmountBilled, w.leg.AmountReimbursed = 0, 0
		}
		w.emit(claim.Transport, &w.leg, trips[i].rowID, cancellable)
	}
}

// compareNumbers orders numbers by value, and any other text behind all numbers.
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
