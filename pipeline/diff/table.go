package diff

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cespare/xxhash/v2"

	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/claim"
)

// changes are the parts of a finding that differ from one run to the other. The periods for recovery and penalty are not compared, since
// they move with the day of the run; nor is the position in the input, which says nothing about the finding.
type changes uint8

const (
	partClaim       changes = 1 << iota // the claim's or the subject's own columns
	partFacts                           // decisive values, the parameters apart
	partParameters                      // decisive values that are parameters
	partText                            // sentences, legal basis, exceptions that were examined
	partSuppression                     // whether somebody has set it aside
	partVerdict
	partStake
	hashedParts = 5
)

var partWords = [...]string{"claim", "facts", "parameters", "text", "suppression", "verdict", "amount at stake"}

// words names the parts. Sentences repeat the values of other parts, so that text is named only where nothing else differs.
func (p changes) words() []string {
	var list []string
	for i, word := range partWords {
		if p>>i&1 != 0 && (1<<i != partText || p == partText) {
			list = append(list, word)
		}
	}
	return list
}

// columnsOf says which columns of a table make up which part.
var columnsOf = map[string]struct {
	shown []string // id, rule, verdict, subject, day, amount; claim of anomalies
	parts [hashedParts][]string
}{
	publish.AnomaliesFile: {
		shown: []string{"anomaly_id", "rule_id", "verdict", "subject_id", "service_date", "amount_at_stake", "claim_kind", "claim_id"},
		parts: [hashedParts][]string{
			{"invoice_id", "subject_kind", "subject_id", "patient_id", "prescriber_id", "plate", "driver_id", "service", "service_date",
				"amount_billed", "amount_reimbursed", "related_claim_ids", "related_count"},
			{}, {}, {"item", "legal_basis", "exceptions_examined", "message_fr", "message_en"},
			{"suppressed", "suppressed_reason", "suppressed_until"},
		},
	},
	publish.ConductFile: {
		shown: []string{"conduct_id", "rule_id", "verdict", "subject_id", "period_to", "amount_at_stake"},
		parts: [hashedParts][]string{
			{"subject_kind", "subject_id", "period_from", "period_to", "occurrences", "value", "comparison_mean", "comparison_ratio",
				"comparison_size", "comparison_group", "anomaly_ids"},
			{}, {"threshold"}, {"item", "legal_basis", "message_fr", "message_en"}, {"suppressed", "suppressed_reason", "suppressed_until"},
		},
	},
}

// verdictWords are the verdicts that a table holds.
var verdictWords = [...]string{"review", "anomaly"}

// entry is what memory holds of a finding: its id and a hash of each part.
type entry struct {
	id      [16]byte
	sums    [hashedParts]uint64
	stake   claim.Cents
	twin    int32 // row of the finding with that id in the other run; -1 for none
	rule    uint16
	verdict uint8

	stands, withdrawn bool // of a finding that a later night does not tell again: whether it stands, or is withdrawn
}

func (e *entry) differing(o *entry) (p changes) {
	for i := range e.sums {
		if e.sums[i] != o.sums[i] {
			p |= 1 << i
		}
	}
	if e.verdict != o.verdict {
		p |= partVerdict
	}
	if e.stake != o.stake {
		p |= partStake
	}
	return p
}

// index is the findings of one table of one run, in the order of the file.
type index struct {
	entries []entry
	byID    []int32 // rows in the order of their ids
}

// fate is what became of a row, seen from its own run: New where the other has no such finding.
func (x *index) fate(row int, other *index) (Fate, *entry) {
	e := &x.entries[row]
	switch {
	case e.stands:
		return Same, nil
	case e.twin < 0:
		return New, nil
	}
	twin := &other.entries[e.twin]
	if e.differing(twin) == 0 {
		return Same, nil
	}
	return Changed, twin
}

// keepStanding marks the findings that the other run, a later night, does not tell again: they stand, but for those that it withdraws.
func (x *index) keepStanding(withdrawn map[[16]byte]bool) {
	for i := range x.entries {
		e := &x.entries[i]
		e.withdrawn = withdrawn[e.id]
		e.stands = e.twin < 0 && !e.withdrawn
	}
}

// tableDiff is one table of both runs.
type tableDiff struct {
	name  string
	a, b  *index
	rules []string          // ids, by the number that entries have
	ruled map[string]uint16 // the number of an id
}

func (t *tableDiff) differs() bool {
	for row := range t.a.entries {
		if fate, _ := t.a.fate(row, t.b); fate != Same {
			return true
		}
	}
	for row := range t.b.entries {
		if fate, _ := t.b.fate(row, t.a); fate != Same {
			return true
		}
	}
	return false
}

// compareTable finds for each finding of either run the one with the same id in the other.
func (d *Diff) compareTable(ctx context.Context, name string) (t *tableDiff, err error) {
	t = &tableDiff{name: name, ruled: map[string]uint16{}}
	if t.a, err = d.index(ctx, t, d.folderA); err != nil {
		return nil, err
	}
	if t.b, err = d.index(ctx, t, d.folderB); err != nil {
		return nil, err
	}
	for i, j := 0, 0; i < len(t.a.byID) && j < len(t.b.byID); {
		a, b := &t.a.entries[t.a.byID[i]], &t.b.entries[t.b.byID[j]]
		switch order := bytes.Compare(a.id[:], b.id[:]); {
		case order < 0:
			i++
		case order > 0:
			j++
		default:
			a.twin, b.twin = t.b.byID[j], t.a.byID[i]
			i++
			j++
		}
	}
	t.a.byID, t.b.byID = nil, nil
	return t, nil
}

func (d *Diff) index(ctx context.Context, t *tableDiff, run *publish.Published) (x *index, err error) {
	columns := columnsOf[t.name]
	names := []string{columns.shown[0], "rule_id", "verdict", "amount_at_stake", "facts"}
	for i, part := range columns.parts {
		columns.parts[i] = findings.Common(d.folderA, d.folderB, t.name, part)
		names = append(names, columns.parts[i]...)
	}
	rows, err := findings.OpenRows(run, t.name, names...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	wanted := run.Rows(t.name)
	if wanted > math.MaxInt32 {
		return nil, fmt.Errorf("cannot compare %s: got %d rows; want at most %d", t.name, wanted, math.MaxInt32)
	}
	x = &index{entries: make([]entry, 0, wanted), byID: make([]int32, 0, wanted)}
	var scratch []byte
	var facts []rules.Shown
	for rows.Next() {
		if len(x.entries)%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e := entry{twin: -1, rule: t.rule(rows.Text(1)), stake: rows.Cents(3)}
		id, err := hex.DecodeString(rows.Text(0))
		if err != nil || len(id) != len(e.id) {
			return nil, fmt.Errorf("cannot compare %s: row %d: got the id %q; want 32 hex digits", t.name, len(x.entries), rows.Text(0))
		}
		copy(e.id[:], id)
		if rows.Text(2) == verdictWords[1] {
			e.verdict = 1
		}
		at := 5
		for i, part := range columns.parts {
			scratch = scratch[:0]
			for range part {
				scratch = rows.Append(scratch, at)
				at++
			}
			e.sums[i] = xxhash.Sum64(scratch)
		}
		facts = rows.Facts(4, facts[:0])
		e.sums[1] = factsSum(facts, &scratch, func(f *rules.Shown) bool { return !isParameter(f) })
		e.sums[2] += factsSum(facts, &scratch, isParameter)
		x.byID = append(x.byID, int32(len(x.entries)))
		x.entries = append(x.entries, e)
	}
	slices.SortFunc(x.byID, func(a, b int32) int { return bytes.Compare(x.entries[a].id[:], x.entries[b].id[:]) })
	return x, rows.Err()
}

// isParameter says whether a value was set by whoever ran the program; the day of the run belongs to the data.
func isParameter(f *rules.Shown) bool { return f.Source == "parameter" && f.Name != "as_of" }

func factsSum(facts []rules.Shown, scratch *[]byte, counts func(*rules.Shown) bool) uint64 {
	b := (*scratch)[:0]
	for i := range facts {
		if f := &facts[i]; counts(f) {
			for _, s := range [...]string{f.Name, f.Value, f.Source} {
				b = append(append(b, s...), 0)
			}
		}
	}
	*scratch = b
	return xxhash.Sum64(b)
}

func (t *tableDiff) rule(id string) uint16 {
	n, known := t.ruled[id]
	if !known {
		n = uint16(len(t.rules))
		id = string([]byte(id)) // it points into the table
		t.rules, t.ruled[id] = append(t.rules, id), n
	}
	return n
}
