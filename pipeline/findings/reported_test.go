package findings

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// manyTold are findings with every kind of text and amount.
func manyTold() []Reported {
	return []Reported{
		{},
		{RuleID: "1a-duplicate-claim", RunID: run},
		{"4a-sent-late", run, "operator", "OP1", "invoice F1", 12345},
		{"2f-outside-ald-protocol", "", "prescriber", "Dr Élodie Œuvré", "facture n° 7 – 50 € 🚑", -1},
		{"r\x00", "\xff\xfe", "", "\n", "", 1<<63 - 1},
		{"", "", "", "", strings.Repeat("é", 200), -1 << 63},
	}
}

// Findings come back from the column in their order, behind those that were there, whatever their texts.
func TestToldComesBack(t *testing.T) {
	f := func(list ...Reported) {
		t.Helper()
		got, ok := readReported(nil, AppendReported(nil, list))
		if !ok || !slices.Equal(got, list) {
			t.Errorf("got %+v, %t; want %+v", got, ok, list)
		}
	}
	all := manyTold()
	f()
	for i := range all {
		f(all[i])
	}
	f(all...)
	if got := AppendReported([]byte("arena"), nil); string(got) != "arena" {
		t.Errorf("got %q for no findings; want nothing appended", got)
	}
	behind := AppendReported([]byte("arena"), all[2:4])
	if got, ok := readReported(all[:1:1], behind[len("arena"):]); !ok || !slices.Equal(got, []Reported{all[0], all[2], all[3]}) {
		t.Errorf("got %+v, %t; want them behind the one that was there", got, ok)
	}
}

// The column is read by later programs: its bytes are those that FORMAT.md draws.
func TestToldBytes(t *testing.T) {
	got := AppendReported(nil, []Reported{{RuleID: "r", RunID: "n1"}, {"r2", "", "k", "s", "o", 64}})
	if want := "\x01\x02" + "\x01r\x02n1\x00\x00\x00\x00" + "\x02r2\x00\x01k\x01s\x01o\x80\x01"; string(got) != want {
		t.Errorf("got %x; want %x", got, want)
	}
}

// Bytes of another version, that end early or that go on are refused, and the row with them.
func TestToldRefused(t *testing.T) {
	var row LedgerRow
	row.Keep(&smallClaim, nil)
	var c claim.Claim
	if reported, ok := row.Claim(&c, nil); !ok || len(reported) != 0 {
		t.Fatalf("got %v, %t of a row of which nothing was told; want it read", reported, ok)
	}
	f := func(reported []byte) {
		t.Helper()
		if got, ok := readReported(nil, reported); ok {
			t.Errorf("%x: got %+v; want it refused", reported, got)
		}
		row.Reported = reported
		if _, ok := row.Claim(&c, nil); ok {
			t.Errorf("%x: the row is read; want it refused", reported)
		}
	}
	whole := AppendReported(nil, manyTold()[1:4])
	for n := 1; n < len(whole); n++ {
		f(whole[:n])
	}
	f(append(slices.Clone(whole), 0))
	for _, version := range []byte{0, 2, 0xff} {
		f(append([]byte{version}, whole[1:]...))
	}
	f([]byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))      // more findings than there can be
	f([]byte("\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01r")) // a text longer than the rest
	f([]byte("\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"))  // a number of more than 64 bits
	f([]byte("\x01\x01\x00\x00\x00\x00\x00\x80"))                  // a number without its end
}

// A ledger of before the column tells what stands behind the packed fields; broken bytes of it are refused with the ledger.
func TestToldInLedger(t *testing.T) {
	day := civil.Date(2026, 3, 10)
	read := func(tab *parquet.Table[LedgerRow], row LedgerRow) (reported []Reported, err error) {
		t.Helper()
		path := filepath.Join(t.TempDir(), publish.LedgerFile)
		if _, err := write(parquet.Create(path, tab, parquet.DefaultLimits))(row); err != nil {
			t.Fatal(err)
		}
		l, err := OpenLedger(&publish.Past{Folder: filepath.Dir(path), Schema: tab.Schema()})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		b, err := l.Next()
		if err != nil || b.Rows() != 1 {
			t.Fatalf("got %v; want one row", err)
		}
		var c claim.Claim
		return reported, b.Each(nil, &c, func(_ int64, _ *LedgerRow, list []Reported) { reported = slices.Clone(list) })
	}
	f := func(tab *parquet.Table[LedgerRow], row LedgerRow, want ...Reported) {
		t.Helper()
		if reported, err := read(tab, row); err != nil || !slices.Equal(reported, want) {
			t.Errorf("got %+v, %v; want %+v", reported, err, want)
		}
	}
	c := smallClaim
	c.DepartedAt, c.Known = day.Clock(9, 0), c.Known.With(claim.ColDepartedAt)
	var row LedgerRow
	row.Keep(&c, nil)
	f(ledger(""), row)
	f(without(ledger(""), "reported"), row)
	row.Reported = AppendReported(nil, manyTold())
	f(ledger(""), row, manyTold()...)
	f(without(ledger(""), "reported"), row)

	old := LedgerRow{Kind: claim.Care, ClaimID: "C1", Day: day}
	// Bits 2 and 47, invoice_id and performed_on; the day as a signed varint.
	old.Packed = append(binary.AppendVarint([]byte("\x02\x84\x80\x80\x80\x80\x80\x20\x00\x02F7"), int64(day)), sentLate...)
	late := Reported{"4a-sent-late", "", "operator", "OP1", "invoice F1", 12345}
	f(without(without(ledger(""), "reported"), "act"), old, late)
	f(ledger(""), old, late)

	row.Reported = row.Reported[:len(row.Reported)-1]
	if reported, err := read(ledger(""), row); !errors.Is(err, publish.ErrHistory) || reported != nil {
		t.Errorf("got %+v, %v; want the ledger refused", reported, err)
	}
}

// Whatever bytes stand in the column, they are read or refused, and what was read is written and read again.
func FuzzReported(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{reportedVersion})
	f.Add(AppendReported(nil, manyTold()))
	f.Add([]byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		reported, ok := readReported(nil, b)
		if len(reported) > len(b) {
			t.Fatalf("got %d findings of %d bytes", len(reported), len(b))
		}
		if !ok {
			return
		}
		if again, ok := readReported(nil, AppendReported(nil, reported)); !ok || !slices.Equal(again, reported) {
			t.Errorf("got %+v, %t after writing what was read; want %+v", again, ok, reported)
		}
	})
}
