package publish

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie/pipeline/parquet"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const run = "00112233445566778899aabbccddeeff"

// tableOf is a table of a schema's columns, all filled with one text, one number or one day that comes from the row.
func tableOf(t testing.TB, name string, schema []string) *parquet.Table[int] {
	t.Helper()
	number := func(r *int) int64 { return int64(*r) }
	known := func(r *int) (int64, bool) { return int64(*r), *r%2 == 0 }
	words := func(r *int) string { return fmt.Sprint("row ", *r) }
	tab := &parquet.Table[int]{Name: name, Weight: func(*int) int { return 64 }, Position: func(r *int) string { return fmt.Sprint("row ", *r) }}
	add := func(c parquet.Column[int]) { tab.Columns = append(tab.Columns, c) }
	var members []parquet.Column[[1]int]
	for i, line := range schema {
		path, kind, _ := strings.Cut(line, " ")
		name, member, _ := strings.Cut(path, ".list.element")
		switch kind {
		case "BYTE_ARRAY UTF8 REQUIRED 0/0":
			add(parquet.Text(name, words))
		case "BYTE_ARRAY UTF8 OPTIONAL 1/0":
			add(parquet.Text(name, words).Nullable())
		case "BYTE_ARRAY REQUIRED 0/0":
			add(parquet.Bytes(name, func(r *int) []byte { return []byte(words(r)) }))
		case "BYTE_ARRAY OPTIONAL 1/0":
			add(parquet.Bytes(name, func(r *int) []byte { return []byte(words(r)) }).Nullable())
		case "INT64 INT_64 REQUIRED 0/0":
			add(parquet.Int(name, number))
		case "INT64 INT_64 OPTIONAL 1/0":
			add(parquet.OptionalInt(name, known))
		case "INT64 DECIMAL(18,4) OPTIONAL 1/0":
			add(parquet.OptionalDecimal(name, known))
		case "INT64 DECIMAL(12,2) REQUIRED 0/0":
			add(parquet.Cents(name, func(r *int) claim.Cents { return claim.Cents(*r) }))
		case "INT64 DECIMAL(12,2) OPTIONAL 1/0":
			add(parquet.OptionalCents(name, func(r *int) (claim.Cents, bool) { return claim.Cents(*r), *r%2 == 0 }))
		case "INT32 DATE REQUIRED 0/0":
			add(parquet.Date(name, func(r *int) civil.Day { return 1 + civil.Day(*r) }))
		case "INT32 DATE OPTIONAL 1/0":
			add(parquet.Date(name, func(r *int) civil.Day { return civil.Day(*r) }).Nullable())
		case "BOOLEAN REQUIRED 0/0":
			add(parquet.Bool(name, func(r *int) bool { return *r%2 == 0 }))
		case "BOOLEAN OPTIONAL 1/0":
			add(parquet.OptionalFlag(name, func(r *int) claim.Flag { return claim.Flag(*r % 3) }))
		case "BYTE_ARRAY UTF8 REQUIRED LIST 1/1", "INT64 INT_64 REQUIRED LIST 1/1":
			if member == "" {
				add(parquet.TextList(name, func(r *int) []string { return make([]string, *r%3) }))
				continue
			}
			one := parquet.Text(member[1:], func(e *[1]int) string { return words(&e[0]) })
			if strings.HasPrefix(kind, "INT64") {
				one = parquet.Int(member[1:], func(e *[1]int) int64 { return int64(e[0]) })
			}
			members = append(members, one)
			if i+1 == len(schema) || !strings.HasPrefix(schema[i+1], name+".") {
				add(parquet.StructList(name, func(r *int) [][1]int { return make([][1]int, *r%3) }, members...))
				members = nil
			}
		default:
			t.Fatalf("got column %q", line)
		}
	}
	return tab
}

// schemaOf is the schema of a table of format 1, and of one that came later.
func schemaOf(name string) []string {
	if name == WithdrawnFile {
		return []string{"withdrawn_id BYTE_ARRAY UTF8 REQUIRED 0/0"}
	}
	return schemaOfFormat1(name)
}

// writtenTable writes a table of n rows and reads it back.
func writtenTable(t testing.TB, path string, n int) *parquet.FileInfo {
	t.Helper()
	name := filepath.Base(path)
	w, err := parquet.Create(path, tableOf(t, name, schemaOf(name)), parquet.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := w.Write([]int{i}); err != nil {
			t.Fatal(err)
		}
	}
	info, err := w.Close()
	if err == nil {
		err = info.ReadBack()
	}
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// others writes every table but the anomalies, most without rows, and a page.
func others(t *testing.T, d *Draft) []*parquet.FileInfo {
	t.Helper()
	page, err := StoreFile(d.Path(ReportFile), []byte("<html>"))
	if err != nil {
		t.Fatal(err)
	}
	return []*parquet.FileInfo{writtenTable(t, d.Path(ConductFile), 0), writtenTable(t, d.Path(CoverageFile), 1), writtenTable(t, d.Path(RejectsFile), 0),
		writtenTable(t, d.Path(LedgerFile), 0), page, writtenTable(t, d.Path(WithdrawnFile), 0)}
}

// publish makes a whole folder of n anomalies.
func publish(t *testing.T, out string, replace bool, n int) {
	t.Helper()
	publishSigned(t, out, replace, n, nil)
}

func publishSigned(t *testing.T, out string, replace bool, n int, signer *Signer) {
	t.Helper()
	d, err := Begin(out, replace)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Discard()
	d.Sign(signer)
	m := &Manifest{RunID: run, Program: Built("v0"), DataDir: "data", Timings: Timings{Started: time.Unix(0, 0).UTC()}}
	if err := d.Publish(m, append([]*parquet.FileInfo{writtenTable(t, d.Path(AnomaliesFile), n)}, others(t, d)...)); err != nil {
		t.Fatal(err)
	}
}
