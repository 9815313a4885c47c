package findings

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A writer that writes anything but what it was given is found out by the second reader.
func TestReadBackFindsWrongWriters(t *testing.T) {
	f := func(name string, spoil func(leaves []leaf), want string) {
		t.Helper()
		tab := anomalies(run)
		at := slices.IndexFunc(tab.columns, func(c column[Row]) bool { return c.name == name })
		fill := tab.columns[at].fill
		tab.columns[at].fill = func(row *Row, to []leaf) {
			fill(row, to)
			if row.SourceLine == 41 { // the fifth row of its batch
				spoil(to)
			}
		}
		info, err := write(create(filepath.Join(t.TempDir(), "a.parquet"), tab, small))(sample(50)...)
		if err != nil {
			t.Fatal(err)
		}
		err = info.ReadBack()
		if !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want ErrMismatch with %q", name, err, want)
		}
		d, err := Begin(filepath.Join(t.TempDir(), "out"), false)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Discard()
		info.Name = AnomaliesFile
		if err := d.Publish(&Manifest{}, append(others(t, d), info)); err == nil || !strings.Contains(err.Error(), "not read back") {
			t.Errorf("%s: got %v; want that nothing is published", name, err)
		}
	}
	other := func(l *leaf, at int, s string) { l.index[at] = l.words.place(s, hashText(s)) }
	f("message_fr", func(l []leaf) { other(&l[0], len(l[0].index)-1, "autre chose") }, "column message_fr")
	f("claim_id", func(l []leaf) { l[0].plain[len(l[0].plain)-1]++ }, "column claim_id")
	f("verdict", func(l []leaf) { // the same values in another order
		n := len(l[0].index)
		other(&l[0], n-1, "review")
		other(&l[0], n-2, "compliant")
	}, "column verdict")
	f("amount_billed", func(l []leaf) { l[0].plain[0]++ }, "column amount_billed")
	f("service_date", func(l []leaf) { l[0].plain[4]-- }, "column service_date")
	f("suppressed", func(l []leaf) { l[0].plain[0] ^= 1 }, "column suppressed")
	f("facts", func(l []leaf) { other(&l[1], 0, "") }, "column facts.list.element.value")
	f("legal_basis", func(l []leaf) { // one list of four instead of two of two
		n := len(l[0].starts)
		l[0].starts[n-2] = 1
		l[0].starts[n-3] = 0
	}, "column legal_basis.list.element")
	f("item", func(l []leaf) { // a null for a value, and the other way round
		i := slices.Index(l[0].levels, 1)
		l[0].levels[i] = 0
		l[0].index = l[0].index[:len(l[0].index)-1]
	}, "column item")
}

func TestReadBackFindsAnotherSchema(t *testing.T) {
	f := func(change func(tab *table[Reject]), want string) {
		t.Helper()
		tab := rejects()
		change(tab)
		info, err := write(create(filepath.Join(t.TempDir(), RejectsFile), tab, small))(Reject{File: "f", Column: "c"})
		if err != nil {
			t.Fatal(err)
		}
		info.schema = schemaOf(RejectsFile)
		if err := info.ReadBack(); !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want ErrMismatch with %q", err, want)
		}
	}
	f(func(tab *table[Reject]) { tab.columns = tab.columns[:6] }, `has no column "raw BYTE_ARRAY OPTIONAL 1/0"`)
	f(func(tab *table[Reject]) { tab.columns = append(tab.columns, tab.columns[0]) }, "cannot read")
	f(func(tab *table[Reject]) { tab.columns[0], tab.columns[1] = tab.columns[1], tab.columns[0] }, `got column "line INT64 INT_64 REQUIRED 0/0"`)
	f(func(tab *table[Reject]) { tab.columns[4].fields[0].optional = false }, `got column "column BYTE_ARRAY UTF8 REQUIRED 0/0"`)
	f(func(tab *table[Reject]) { tab.columns[5].fields[0].kind = blob }, `got column "reason BYTE_ARRAY REQUIRED 0/0"`)
	f(func(tab *table[Reject]) { tab.columns[1].fields[0].kind = money }, `got column "line INT64 DECIMAL(12,2) REQUIRED 0/0"`)
}

// A file that is cut or overwritten gives an error, whatever the library does about it.
func TestReadBackOfBrokenFiles(t *testing.T) {
	info := newFile(t, anomalies(run), small, sample(60)...)
	content, err := os.ReadFile(info.path)
	if err != nil {
		t.Fatal(err)
	}
	f := func(broken []byte) {
		t.Helper()
		if err := os.WriteFile(info.path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := info.ReadBack(); err == nil {
			t.Error("got no error")
		}
	}
	f(nil)
	f(content[:4])
	f(content[:len(content)-1])
	f(content[:len(content)/2])
	f([]byte("PAR1 this is no Parquet file at all PAR1"))
	broken := slices.Clone(content)
	clear(broken[100:2000])
	f(broken)
}

func TestChecksum(t *testing.T) {
	sum := func(values ...int64) (c Checksum) {
		for _, v := range values {
			c.add(hashNumber(v), false)
		}
		return c
	}
	all := sum(1, 2, 3, 4, 5)
	for i := range 6 {
		values := []int64{1, 2, 3, 4, 5}
		if got := sum(values[:i]...).join(sum(values[i:]...)); got != all {
			t.Errorf("cut at %d: got %v; want %v", i, got, all)
		}
	}
	for n := range 40 {
		run := sum(1, 2)
		want := run
		for range n {
			want.add(hashNumber(7), true)
		}
		if run.addRun(hashNumber(7), true, n); run != want {
			t.Errorf("%d times: got %v; want %v", n, run, want)
		}
		for range n {
			want.null()
		}
		if run.nulls(n); run != want {
			t.Errorf("%d nulls: got %v; want %v", n, run, want)
		}
	}
	f := func(other Checksum) {
		t.Helper()
		if other == all {
			t.Error("another sequence has the same checksum")
		}
	}
	f(sum(1, 2, 3, 5, 4))
	f(sum(5, 2, 3, 4, 1))
	f(sum(1, 2, 3, 4))
	f(sum(1, 2, 3, 4, 6))
	withNull := sum(1, 2, 3, 4)
	withNull.null()
	f(withNull)
	continues := sum(1, 2, 3, 4)
	continues.add(hashNumber(5), true)
	f(continues)
}

func TestIdentity(t *testing.T) {
	f := func(a, b string, equal bool) {
		t.Helper()
		if (a == b) != equal || len(a) != 32 {
			t.Errorf("got %s and %s; want equal: %t", a, b, equal)
		}
	}
	f(AnomalyID(0, "L1", "r"), AnomalyID(0, "L1", "r"), true)
	f(AnomalyID(0, "L1", "r"), AnomalyID(1, "L1", "r"), false)
	f(AnomalyID(0, "L1", "r"), AnomalyID(0, "L1r", ""), false)
	f(AnomalyID(0, "L1", "r"), AnomalyID(0, "L2", "r"), false)
	// printf '\0\0\0\0\0\0\0\x09transport\0\0\0\0\0\0\0\x02L1\0\0\0\0\0\0\0\x01r' | sha256sum
	f(AnomalyID(0, "L1", "r"), "2fd5555a9bbb7af9070398aaefa322a0", true)
}
