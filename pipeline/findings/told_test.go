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
func manyTold() []Told {
	return []Told{
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
	f := func(list ...Told) {
		t.Helper()
		got, ok := readTold(nil, AppendTold(nil, list))
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
	if got := AppendTold([]byte("arena"), nil); string(got) != "arena" {
		t.Errorf("got %q for no findings; want nothing appended", got)
	}
	behind := AppendTold([]byte("arena"), all[2:4])
	if got, ok := readTold(all[:1:1], behind[len("arena"):]); !ok || !slices.Equal(got, []Told{all[0], all[2], all[3]}) {
		t.Errorf("got %+v, %t; want them behind the one that was there", got, ok)
	}
}

// The column is read by later programs: its bytes are those that FORMAT.md draws.
func TestToldBytes(t *testing.T) {
	got := AppendTold(nil, []Told{{RuleID: "r", RunID: "n1"}, {"r2", "", "k", "s", "o", 64}})
	if want := "\x01\x02" + "\x01r\x02n1\x00\x00\x00\x00" + "\x02r2\x00\x01k\x01s\x01o\x80\x01"; string(got) != want {
		t.Errorf("got %x; want %x", got, want)
	}
}

// Bytes of another version, that end early or that go on are refused, and the row with them.
func TestToldRefused(t *testing.T) {
	var row LedgerRow
	row.Keep(&smallClaim, nil)
	var c claim.Claim
	if told, ok := row.Claim(&c, nil); !ok || len(told) != 0 {
		t.Fatalf("got %v, %t of a row of which nothing was told; want it read", told, ok)
	}
	f := func(told []byte) {
		t.Helper()
		if got, ok := readTold(nil, told); ok {
			t.Errorf("%x: got %+v; want it refused", told, got)
		}
		row.Told = told
		if _, ok := row.Claim(&c, nil); ok {
			t.Errorf("%x: the row is read; want it refused", told)
		}
	}
	whole := AppendTold(nil, manyTold()[1:4])
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
	read := func(tab *parquet.Table[LedgerRow], row LedgerRow) (told []Told, err error) {
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
		return told, b.Each(nil, &c, func(_ int64, _ *LedgerRow, list []Told) { told = slices.Clone(list) })
	}
	f := func(tab *parquet.Table[LedgerRow], row LedgerRow, want ...Told) {
		t.Helper()
		if told, err := read(tab, row); err != nil || !slices.Equal(told, want) {
			t.Errorf("got %+v, %v; want %+v", told, err, want)
		}
	}
	c := smallClaim
	c.DepartedAt, c.Known = day.Clock(9, 0), c.Known.With(claim.ColDepartedAt)
	var row LedgerRow
	row.Keep(&c, nil)
	f(ledger(""), row)
	f(without(ledger(""), "told"), row)
	row.Told = AppendTold(nil, manyTold())
	f(ledger(""), row, manyTold()...)
	f(without(ledger(""), "told"), row)

	old := LedgerRow{Kind: claim.Care, ClaimID: "C1", Day: day}
	// Bits 2 and 47, invoice_id and performed_on; the day as a signed varint.
	old.Packed = append(binary.AppendVarint([]byte("\x02\x84\x80\x80\x80\x80\x80\x20\x00\x02F7"), int64(day)), sentLate...)
	late := Told{"4a-sent-late", "", "operator", "OP1", "invoice F1", 12345}
	f(without(without(ledger(""), "told"), "act"), old, late)
	f(ledger(""), old, late)

	row.Told = row.Told[:len(row.Told)-1]
	if told, err := read(ledger(""), row); !errors.Is(err, publish.ErrHistory) || told != nil {
		t.Errorf("got %+v, %v; want the ledger refused", told, err)
	}
}

// Whatever bytes stand in the column, they are read or refused, and what was read is written and read again.
func FuzzTold(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{toldVersion})
	f.Add(AppendTold(nil, manyTold()))
	f.Add([]byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		told, ok := readTold(nil, b)
		if len(told) > len(b) {
			t.Fatalf("got %d findings of %d bytes", len(told), len(b))
		}
		if !ok {
			return
		}
		if again, ok := readTold(nil, AppendTold(nil, told)); !ok || !slices.Equal(again, told) {
			t.Errorf("got %+v, %t after writing what was read; want %+v", again, ok, told)
		}
	})
}
