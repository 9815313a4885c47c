package dcir

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// distributed does what Join does, step by step as another program would, and gives what joinOutcome gives.
func distributed(t *testing.T, dir string) map[string]string {
	t.Helper()
	type row struct {
		at   int64
		body []byte
	}
	rows := map[string][]row{}
	counts := map[string]int64{}
	rejects := map[string]int{}
	unknown := map[string]int64{}
	count := func(t Table, name string, n int64) {
		if counts[t.String()+" "+name] += n; counts[t.String()+" "+name] == 0 {
			delete(counts, t.String()+" "+name)
		}
	}
	reject := func(t Table, column, reason string) { rejects[t.String()+" "+column+" "+reason]++ }
	for table := range tableCount {
		f, err := tablefile.Open(filepath.Join(dir, table.String()+".csv"), tablefile.Options{Name: table.String(), TrailingDelimiter: true})
		if err != nil {
			t.Fatal(err)
		}
		_, err = Pack(f, table, Options{}, func(p *PackedRow) error {
			count(table, "rows", 1)
			if p.Reason != "" {
				reject(table, p.Column, p.Reason)
			}
			if p.Row == nil {
				return nil
			}
			if p.UnknownService != "" {
				unknown[p.UnknownService]++
			}
			rows[string(p.Key)] = append(rows[string(p.Key)], row{int64(newRowID(int(table), p.Line)), bytes.Clone(p.Row)})
			return nil
		})
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	all := map[string]string{}
	byPlace := map[int64]string{}
	acts := map[string]map[int64]*Act{} // by what they match, then by place
	note := func(of *Act, leg ...int64) {
		match := string(of.ReversalKey)
		if acts[match] == nil {
			acts[match] = map[int64]*Act{}
		}
		if acts[match][of.RowID] == nil {
			own := *of
			own.ReversalKey, own.ClaimID, own.Legs = bytes.Clone(of.ReversalKey), strings.Clone(of.ClaimID), nil
			acts[match][of.RowID] = &own
		}
		acts[match][of.RowID].Legs = append(acts[match][of.RowID].Legs, leg...)
	}
	rejected := func(at int64, column, reason string) { reject(Table(rowID(at).file()), column, reason) }
	j := NewJoiner(int(tableCount), Sink{
		Claim: func(c *claim.Claim, at int64, of *Act) {
			id := fmt.Sprint(c.Kind, c.ClaimID)
			all[id], byPlace[at] = string(claim.Append(nil, c)), id
			note(of, at)
		},
		Reversal: func(of *Act) { note(of) },
		Reject:   rejected,
		Count:    func(file int, name string, n int64) { count(Table(file), name, n) },
	})
	rng := rand.New(rand.NewPCG(9, 10))
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		of := rows[key]
		rng.Shuffle(len(of), func(a, b int) { of[a], of[b] = of[b], of[a] })
		for _, r := range of {
			if err := j.Add([]byte(key), r.at, r.body); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.Join(); err != nil {
			t.Fatal(err)
		}
	}
	j.Counts()
	for _, matching := range acts {
		var list []Act
		for _, a := range matching {
			list = append(list, *a)
		}
		PairReversals(list, func(_, act *Act) {
			count(Acts, CountCancelled, 1)
			for _, leg := range act.Legs {
				delete(all, byPlace[leg])
				count(Table(rowID(leg).file()), CountCancelled, 1)
			}
			switch {
			case len(act.Legs) == 0:
				count(Acts, CountCancelled, 1)
			case act.Legs[0] != act.RowID:
				count(Acts, CountCancelled, 1)
				count(Acts, CountJoined, -1)
			}
		}, func(act *Act, column, reason string) {
			rejected(act.RowID, column, reason)
			if act.Reversal {
				count(Acts, CountWithoutOriginal, 1)
			}
		})
	}
	all["counts"] = fmt.Sprint(counts, rejects, unknown)
	return all
}

// Tables that are packed, brought together and joined step by step give what Join gives.
func TestDistributed(t *testing.T) {
	// Keys that are one but for the form of a text, and legs whose numbers would put them in another order.
	alike := map[string][]string{"ER_PRS_F.csv": {actHeader}, "ER_DTR_F.csv": {detailHeader}, "ER_TRS_F.csv": {tripHeader}}
	for n, organism := range []string{"007", "7", "07"} {
		key := func(line string) string { return strings.ReplaceAll(line, "01C750000", organism) }
		alike["ER_PRS_F.csv"] = append(alike["ER_PRS_F.csv"], key(actLine(1, "4212;50;40;1;7;55;0;0")))
		for _, number := range []int{9 - n, 5 - n} {
			alike["ER_TRS_F.csv"] = append(alike["ER_TRS_F.csv"], key(keyed(1)+fmt.Sprintf(";%d;2025-03-02;715;800;75001;69001;;;", number)))
		}
	}
	alike["ER_PRS_F.csv"] = append(alike["ER_PRS_F.csv"], actLine(2, "4212;-50;-40;2;-7;55;0;0"))
	for _, tables := range []map[string][]string{tablesOf(t, 1500), reversals(), withoutTrips(), alike} {
		dir := written(t, tables)
		want := joinOutcome(t, dir, nil)
		want["counts"], _, _ = strings.Cut(want["counts"], " [{") // what was matched is counted by Join alone
		got := distributed(t, dir)
		for id, text := range want {
			if got[id] != text {
				t.Errorf("%s: got %q; want %q", id, got[id], text)
			}
		}
		if len(got) != len(want) {
			t.Errorf("got %d claims; want %d", len(got), len(want))
		}
	}
}

// Bytes that are not a row are refused, whatever their head says.
func TestBytesThatAreNoRow(t *testing.T) {
	j := NewJoiner(1, Sink{})
	key := rowKey(t, "1", "2025-03-01", "2", "3", "4", "2025-03-02", "01C", "5", "0")
	act := packAct(nil, &actRow{class: classCare, Claim: claim.Claim{ClaimID: "1"}})
	detail := packDetail(nil, &detailRow{quantity: 12, reasonCode: -1})
	for name, err := range map[string]error{
		"a short key":          j.Add(key[:8], 0, act),
		"nothing":              j.Add(key, 0, nil),
		"a fourth table":       j.Add(key, 0, append([]byte{3}, act[1:]...)),
		"more than unread":     j.Add(key, 0, append([]byte{byte(unreadFlag | Trips)}, make([]byte, rowHead)...)),
		"unread, of no table":  j.Add(key, 0, append([]byte{byte(unreadFlag | tableCount)}, make([]byte, rowHead-1)...)),
		"half an act":          j.Add(key, 0, act[:actHead-1]),
		"an act, no quantity":  j.Add(key, 0, act[:actHead+1]),
		"half a claim":         j.Add(key, 0, act[:len(act)-1]),
		"an act and more":      j.Add(key, 0, append(act, 0)),
		"a detail cut":         j.Add(key, 0, detail[:len(detail)-1]),
		"a detail and more":    j.Add(key, 0, append(detail, 0)),
		"a file that is not":   j.Add(key, int64(newRowID(1, 2)), detail),
		"a class that is none": j.Add(key, 0, append([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 9}, act[10:]...)),
	} {
		if !errors.Is(err, ErrPackedRow) {
			t.Errorf("%s: got %v; want it refused", name, err)
		}
	}
	for _, row := range [][]byte{act, detail} {
		if err := j.Add(key, 5, row); err != nil {
			t.Error(err)
		}
	}
}
