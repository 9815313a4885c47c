package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

func putFile(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// FuzzCheck puts any bytes in the place of a transports file beside one good act of care. Every record of the file is
// counted once: as a claim, as one of a cancelled pair, or as a reject, the first of which stand in the list; and the number of
// workers changes nothing.
func FuzzCheck(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("..", "fixtures", "claimfile", "*.csv"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range append(files, filepath.Join("..", "fixtures", "sample", "transports.csv")) {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text[:min(len(text), 4<<10)])
	}
	const header = "claim_id,cancels,operator_id,operator_kind,patient_id,service,departed_at,amount_billed\n"
	f.Add([]byte(header + "C1,,O,taxi,P,taxi,2025-03-01T08:30,1\nC2,C1,O,taxi,P,taxi,2025-03-01T08:30,-1\nC3,C3,O,taxi,P,taxi,2025-03-01T08:30,1\n" +
		"C4,C5,O,taxi,P,taxi,2025-03-01T08:30,1\nC5,C4,O,taxi,P,taxi,2025-03-01T08:30,1\nC6,,O,taxi,P,taxi,2025-03-01T08:30,1\n" +
		"C6,,O,taxi,P,taxi,2025-03-01T08:30,1\nC7,C6\n\"\n"))
	dir := f.TempDir()
	putFile(f, filepath.Join(dir, "care.csv"), []byte("claim_id,provider_id,provider_kind,patient_id,performed_on,amount_billed\nA1,D,doctor,P,2025-03-01,25\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "transports.csv")
		putFile(t, path, text)
		one, err := Check(context.Background(), Options{Dir: dir, Workers: 1})
		three, failed := Check(context.Background(), Options{Dir: dir, Workers: 3})
		if fmt.Sprint(err) != fmt.Sprint(failed) {
			t.Fatalf("got %v on 3 workers; want %v", failed, err)
		}
		if err != nil {
			return
		}
		if fmt.Sprint(one.Unusable) != fmt.Sprint(three.Unusable) {
			t.Fatalf("got %v on 3 workers; want %v", three.Unusable, one.Unusable)
		}
		if want, got := surveyed(t, one), surveyed(t, three); want != got {
			t.Fatalf("on 3 workers:\n%s", cmp.Diff(want, got))
		}
		if one.Unusable != nil {
			return
		}
		records := int64(0)
		places := map[int64]bool{}
		eachRecord(t, path, func(r *tablefile.Record) { records++; places[r.Line] = true })
		file := &one.Files[1]
		if file.Name != "transports.csv" || file.Records() != records || one.Read != records+1 || one.Claims+one.Cancelled+one.Rejected != one.Read {
			t.Fatalf("got %d claims, %d cancelled and %d rejects; want the %d records", file.Claims, file.Cancelled, file.Rejected, records)
		}
		if want := min(file.Rejected, mostRejects); int64(len(one.Rejects)) != want {
			t.Fatalf("got a list of %d rejects; want the first %d", len(one.Rejects), want)
		}
		for _, r := range one.Rejects {
			if !places[r.Line] {
				t.Fatalf("got a reject of line %d, twice or where no record is", r.Line)
			}
			delete(places, r.Line)
		}
	})
}

// surveyed is all that a survey says.
func surveyed(t *testing.T, s *Survey) string {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintln(&b, s.Registers, s.Stray, s.Sampled, s.Advice)
	for i := range s.Files {
		fmt.Fprintf(&b, "%+v\n", s.Files[i])
	}
	for i := range s.Coverage {
		fmt.Fprintln(&b, s.Coverage[i].Rule.ID, s.Coverage[i].Verdicts)
	}
	fmt.Fprintln(&b, s.Understood(), s.PassedOver, s.Groups)
	fmt.Fprintln(&b, s.RunID, s.AsOf, s.Read, s.Claims, s.Cancelled, s.Rejected)
	for _, r := range s.Rejects {
		fmt.Fprintf(&b, "%+v\n", r)
	}
	return b.String()
}

func eachRecord(t *testing.T, path string, yield func(*tablefile.Record)) {
	t.Helper()
	file, err := tablefile.Open(path, tablefile.Options{Columns: claimfile.ColumnNames(claim.Transport)})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for {
		c, err := file.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		c.Each(yield)
		c.Release()
	}
}
