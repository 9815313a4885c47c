package dcir

import (
	"bytes"
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// rowKey is the key of a row with these nine cells.
func rowKey(t testing.TB, texts ...string) []byte {
	t.Helper()
	p := &columnIndex{}
	for c := range columnCount {
		p.at[c] = int(c)
	}
	var fields [][]byte
	for _, s := range texts {
		fields = append(fields, []byte(s))
	}
	key, bad := appendRowKey(nil, p, fields, nil)
	if bad != nil {
		t.Fatal(bad.reason)
	}
	return key
}

// Keys are equal where their values are, and only there.
func TestRowKeys(t *testing.T) {
	first := rowKey(t, "1", "2025-03-01", "2", "3", "4", "2025-03-02", "01C", "5", "0")
	if same := rowKey(t, "001", "20250301", "2.0", "3", "04", "02/03/2025", "01C", "5", "0"); !bytes.Equal(same, first) {
		t.Error("got another key for the same values in another form")
	}
	for _, other := range [][]byte{
		rowKey(t, "1", "2025-03-01", "2", "3", "4", "2025-03-02", "1C", "5", "0"),
		rowKey(t, "1", "2025-03-02", "2", "3", "4", "2025-03-01", "01C", "5", "0"),
		rowKey(t, "2", "2025-03-01", "1", "3", "4", "2025-03-02", "01C", "5", "0"),
		rowKey(t, "1", "2025-03-01", "2", "3", "4", "2025-03-02", "01C", "50", "0"),
		rowKey(t, "1", "2025-03-01", "2", "3", "4", "2025-03-02", "01C", "5x", "0"),
	} {
		if bytes.Equal(other, first) {
			t.Error("got one key for two")
		}
	}
	if !isRowKey(first) || isRowKey(first[:len(first)-1]) || isRowKey(append(first, 0)) || isRowKey(nil) {
		t.Error("got a key accepted that is cut, or has a byte more; want only the key itself")
	}
	// The second column is twice a number of days, a varint of three bytes: here of 0001-01-01.
	longPast := bytes.Clone(first)
	copy(longPast[1:4], []byte{0x82, 0x80, 0x00})
	if isRowKey(longPast) {
		t.Error("got a key accepted with a day before 1800; want it refused")
	}
}

func TestClaimIDs(t *testing.T) {
	f := func(want string, texts ...string) {
		t.Helper()
		if got := string(appendClaimID(nil, rowKey(t, texts...))); got != want {
			t.Errorf("got %s; want %s", got, want)
		}
	}
	f("1:2025-03-01:2:3:4:2025-03-02:01C:5:0", "001", "01MAR2025", "2.0", "3", "04", "20250302", "01C", "5", "0")
	f("1x:9999-12-31:2:3:4:lundi:007:5:-1", "1x", "9999-12-31", "2", "3", "4", "lundi", "007", "5", "-1")
}

func TestDispensed(t *testing.T) {
	if got := dispensed("1:2025-03-01:2:3:4:2025-03-02:01C:5:0"); got != civil.Date(2025, 3, 1) {
		t.Errorf("got %s; want FLX_DIS_DTD", got)
	}
	for _, none := range []string{"1:lundi:2", "1:9999-12-31:2", "1", ""} {
		if got := dispensed(none); got.Known() {
			t.Errorf("%s: got %s; want no day", none, got)
		}
	}
}

// The hash is XXH3-128: of the empty text it is that of the reference implementation.
func TestHashKey(t *testing.T) {
	if got, want := hashKey(nil), (keyHash{0x99aa06d3014798d8, 0x6001c324468d497f}); got != want {
		t.Errorf("got %x; want %x", got, want)
	}
}

// Rows are not joined because their keys have the same hash: hash functions with few values, or only one, give the same claims.
func TestKeysOfOneHash(t *testing.T) {
	files := tablesOf(t, 400)
	want := joinOutcome(t, written(t, files), nil)
	f := func(name string, hash func(key []byte) keyHash) {
		t.Helper()
		got := joinOutcome(t, written(t, files), func(o *Options) { o.hashKey = hash })
		for id, text := range want {
			if got[id] != text {
				t.Fatalf("%s: %s: got %q; want %q", name, id, got[id], text)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: got %d claims; want %d", name, len(got), len(want))
		}
	}
	f("one hash for all keys", func([]byte) keyHash { return keyHash{} })
	f("sixteen hashes", func(key []byte) keyHash { return keyHash{low: hashKey(key).low & 15} })
	f("one half of the hash", func(key []byte) keyHash { return keyHash{high: hashKey(key).high & 3} })
}

// Two acts whose keys have the same hash stay two, each with its own details and trips.
func TestTwoActsOfOneHash(t *testing.T) {
	dir := written(t, map[string][]string{
		"ER_PRS_F.csv": {actHeader, actLine(1, "4212;60;40;1;1;55;0;0"), actLine(2, "4213;30;20;1;1;55;0;0")},
		"ER_DTR_F.csv": {detailHeader, keyed(2) + ";1;21;20;", keyed(1) + ";1;21;160;"},
		"ER_TRS_F.csv": {tripHeader, keyed(2) + ";" + oneTrip, keyed(1) + ";" + oneTrip},
	})
	j := joined(t, dir, func(o *Options) { o.hashKey = func([]byte) keyHash { return keyHash{1, 2} } })
	accounted(t, j)
	legs := claims(t, j, claim.Transport)
	if len(legs) != 2 || len(rejectsOf(t, j)) != 0 {
		t.Fatalf("got %d legs and %d rejects; want 2 and none", len(legs), len(rejectsOf(t, j)))
	}
	f := func(n int, service claim.Service, km claim.Km, billed claim.Cents) {
		t.Helper()
		leg := legs[idOf(n)+":1"]
		if leg.Service != service || leg.BilledKm != km || leg.AmountBilled != billed {
			t.Errorf("act %d: got a leg by %s of %d tenths of a kilometre for %d cents; want %s, %d and %d",
				n, leg.Service, leg.BilledKm, leg.AmountBilled, service, km, billed)
		}
	}
	f(1, claim.Ambulance, 1600, 6000)
	f(2, claim.VSL, 200, 3000)
}

func FuzzRowKeys(f *testing.F) {
	f.Add([]byte{})
	f.Add(rowKey(f, "1", "2025-03-01", "2", "3", "4", "lundi", "01C", "5", "0"))
	f.Fuzz(func(t *testing.T, key []byte) {
		if isRowKey(key) && bytes.Count(appendClaimID(nil, key), []byte{idSeparator}) < int(keyColumns)-1 {
			t.Errorf("%x: got an id of fewer columns; want %d", key, keyColumns)
		}
	})
}
