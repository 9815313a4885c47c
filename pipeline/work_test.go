package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"vigie/pipeline/findings"
	"vigie/rules/civil"
)

// carrier does by hand, on one machine, what Spark does between the steps.
type carrier struct {
	t         testing.TB
	registers string
	job       Job
	dir       string
}

// row is a row of a stream, by column.
type row map[string]any

// stream writes rows as an Arrow stream: numbers, texts and bytes, as the first row has them.
func stream(t testing.TB, rows []row) []byte {
	t.Helper()
	var fields []arrow.Field
	for _, name := range slices.Sorted(maps.Keys(rows[0])) {
		kind := arrow.DataType(arrow.PrimitiveTypes.Int64)
		if _, text := rows[0][name].([]byte); text {
			kind = arrow.BinaryTypes.Binary
		}
		fields = append(fields, arrow.Field{Name: name, Type: kind})
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	var to bytes.Buffer
	w := ipc.NewWriter(&to, ipc.WithSchema(schema))
	for chunk := range slices.Chunk(rows, 100) {
		for _, r := range chunk {
			for i, f := range fields {
				switch v := r[f.Name].(type) {
				case int64:
					b.Field(i).(*array.Int64Builder).Append(v)
				case []byte:
					b.Field(i).(*array.BinaryBuilder).Append(v)
				}
			}
		}
		if err := w.Write(b.NewRecord()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Bytes()
}

// rowsOf reads an Arrow stream.
func rowsOf(t testing.TB, b []byte) (rows []row) {
	t.Helper()
	r, err := ipc.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for r.Next() {
		rec := r.Record()
		for i := range int(rec.NumRows()) {
			of := row{}
			for j, c := range rec.Columns() {
				switch c := c.(type) {
				case *array.Int64:
					of[rec.ColumnName(j)] = c.Value(i)
				case *array.String:
					of[rec.ColumnName(j)] = strings.Clone(c.Value(i))
				case *array.Binary:
					of[rec.ColumnName(j)] = bytes.Clone(c.Value(i))
				case *array.Boolean:
					of[rec.ColumnName(j)] = c.Value(i)
				case *array.Struct:
					if !c.IsNull(i) {
						text, err := json.Marshal(c.GetOneForMarshal(i))
						if err != nil {
							t.Fatal(err)
						}
						of[rec.ColumnName(j)] = text
					}
				}
			}
			rows = append(rows, of)
		}
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return rows
}

// do does a step in so many processes, each with a part of the rows; what has one value of the column by goes to one process, sorted.
func (c *carrier) do(step string, rows []row, by string, parts int) (out []row) {
	c.t.Helper()
	text, err := json.Marshal(c.job)
	if err != nil {
		c.t.Fatal(err)
	}
	job := filepath.Join(c.dir, "job.json")
	putFile(c.t, job, text)
	portions := make([][]row, parts)
	for i, r := range rows {
		at := i * parts / len(rows)
		if by != "" {
			at = int(uint64(r[by].(int64)) % uint64(parts))
		}
		portions[at] = append(portions[at], r)
	}
	for _, p := range portions {
		if len(p) == 0 {
			continue
		}
		if by != "" {
			slices.SortStableFunc(p, func(a, b row) int { return cmp.Compare(a[by].(int64), b[by].(int64)) })
		}
		var to bytes.Buffer
		if _, err := Work(context.Background(), WorkOptions{Step: step, Job: job, Registers: c.registers}, bytes.NewReader(stream(c.t, p)), &to); err != nil {
			c.t.Fatal(err)
		}
		out = append(out, rowsOf(c.t, to.Bytes())...)
	}
	return out
}

// of chooses rows by what they are, with some columns of each.
func of(rows []row, what string, columns ...string) (list []row) {
	for _, r := range rows {
		if r["what"] == what {
			x := row{}
			for _, name := range columns {
				x[name] = r[name]
			}
			list = append(list, x)
		}
	}
	return list
}

// read reads the claims of a folder in blocks of so many lines, as Spark would, and gives every claim its place and state.
func (c *carrier) read(dir string, size int) (claims []row) {
	c.t.Helper()
	d, err := openDataset(dir, "", AutoLayout)
	if err != nil {
		c.t.Fatal(err)
	}
	var lines []row
	for i, f := range d.claims {
		text, err := os.ReadFile(filepath.Join(dir, f.name))
		if err != nil {
			c.t.Fatal(err)
		}
		offset := 0
		block := int64(0)
		for n, line := range bytes.SplitAfter(text, []byte("\n")) {
			if n%size == 0 {
				block = int64(offset)
			}
			offset += len(line)
			if len(line) > 0 {
				lines = append(lines, row{"_file": int64(i), "_block": block, "_line": bytes.TrimSuffix(line, []byte("\n"))})
			}
		}
		head, _, _ := bytes.Cut(text, []byte("\n"))
		c.job.Files = append(c.job.Files, JobFile{Name: f.name, Kind: f.kind.String(), Head: append(head, '\n')})
	}
	readings := c.do("read", lines, "", 1)
	type block struct{ file, at int64 }
	lineOf := map[block]int64{}
	extents := of(readings, findings.ReadExtent, "file", "block", "line")
	for _, a := range extents {
		for _, b := range extents {
			if b["file"] == a["file"] && b["block"].(int64) < a["block"].(int64) {
				lineOf[block{a["file"].(int64), a["block"].(int64)}] += b["line"].(int64)
			}
		}
	}
	reversed, seen := map[string]bool{}, map[string]bool{}
	for _, r := range of(readings, findings.ReadReverse, "kind", "claim_id") {
		reversed[fmt.Sprint(r["kind"], r["claim_id"])] = true
	}
	for _, r := range of(readings, findings.ReadClaim, "file", "block", "line", "kind", "claim_id", "reverses", "body") {
		file := r["file"].(int64)
		place := int64(placeOf(file, lineOf[block{file, r["block"].(int64)}]+r["line"].(int64)))
		key, state := fmt.Sprint(r["kind"], r["claim_id"]), int64(stands)
		switch {
		case reversed[key] || r["reverses"].(bool):
			state = leaves
		case seen[key]:
			state = repeated
		default:
			seen[key] = true
		}
		claims = append(claims, row{"place": place, "state": state, "body": r["body"]})
	}
	return claims
}

// finding is a finding in few words.
func finding(rule, verdict, claimID, fr, en string, facts int) string {
	return fmt.Sprint(claimID, " ", rule, " ", verdict, " ", fr, " ", en, " ", facts)
}

// The steps, each in several processes, find what one audit finds, and count what it counts.
func TestStepsFindWhatAnAuditFinds(t *testing.T) {
	dir := filepath.Join("..", "fixtures", "sample")
	out := filepath.Join(t.TempDir(), "out")
	outcome, err := Audit(context.Background(), Options{Dir: dir, Out: out, Workers: 2, Quiet: true}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	published, err := findings.OpenPublished(out)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	err = published.Anomalies(func(r *findings.Row) {
		want = append(want, finding(r.Rule.ID, r.Verdict.String(), r.ClaimID, r.FR, r.EN, len(r.Facts)))
	})
	if err != nil {
		t.Fatal(err)
	}

	c := &carrier{t: t, dir: t.TempDir(), registers: filepath.Join(dir, "registers")}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: outcome.RunID, AsOf: outcome.AsOf.String()}
	claims := c.read(dir, 500)
	judged := c.do("judge", claims, "", 3)
	w := jobWorld{}
	for _, p := range of(judged, aPart, "body") {
		var days struct{ FirstAct, LastAct civil.Day }
		if err := json.Unmarshal(p["body"].([]byte), &days); err != nil {
			t.Fatal(err)
		}
		if first := days.FirstAct; first.Known() && (!w.FirstAct.Known() || first < w.FirstAct) {
			w.FirstAct = first
		}
		w.LastAct = max(w.LastAct, days.LastAct)
	}
	for _, f := range of(judged, aFacility, "group") {
		w.Facilities = append(w.Facilities, uint64(f["group"].(int64)))
	}
	text, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	putFile(t, filepath.Join(c.dir, "world.json"), text)
	c.job.World = "world.json"

	kept := map[int64]int64{}
	for _, k := range c.do("sift", of(judged, aHint, "group", "place", "body"), "group", 4) {
		kept[k["place"].(int64)] |= k["rule"].(int64)
	}
	var suspects []row
	bodies := map[int64]any{}
	for _, x := range claims {
		if place := x["place"].(int64); kept[place] != 0 {
			suspects = append(suspects, row{"place": place, "rule": kept[place], "body": x["body"]})
			bodies[place] = x["body"]
		}
	}
	marks := c.do("group", of(c.do("trace", suspects, "", 2), aTrace, "group", "place", "body"), "group", 4)
	marked := map[int64]bool{}
	var told []row
	for _, m := range marks {
		place := m["place"].(int64)
		marked[place] = true
		told = append(told, row{"place": place, "body": bodies[place], "mark": m["body"]})
	}
	after := c.do("tell", told, "place", 3)
	var counted []row
	var got []string
	for i, list := range [][]row{judged, after} {
		for _, r := range list {
			if i == 0 && marked[r["place"].(int64)] {
				continue
			}
			switch r["what"] {
			case aFinding:
				var f struct {
					RuleID  string `json:"rule_id"`
					Verdict string `json:"verdict"`
					ClaimID string `json:"claim_id"`
					FR      string `json:"message_fr"`
					EN      string `json:"message_en"`
					Facts   []any  `json:"facts"`
				}
				if err := json.Unmarshal(r["row"].([]byte), &f); err != nil {
					t.Fatal(err)
				}
				got = append(got, finding(f.RuleID, f.Verdict, f.ClaimID, f.FR, f.EN, len(f.Facts)))
			case aCount:
				counted = append(counted, row{"group": r["group"], "rule": r["rule"], "body": r["body"]})
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("findings:\n%s", diff)
	}
	var sums []row
	for _, list := range [][]row{of(judged, aPart, "what", "body"), of(after, aPart, "what", "body"), of(after, aPattern, "what", "body")} {
		for _, r := range list {
			sums = append(sums, row{"what": []byte(r["what"].(string)), "body": r["body"]})
		}
	}
	concluded := c.do("conclude", sums, "", 1)
	var coverage []findings.Coverage
	for _, r := range of(concluded, aCoverage, "body") {
		var row findings.Coverage
		if err := json.Unmarshal(r["body"].([]byte), &row); err != nil {
			t.Fatal(err)
		}
		coverage = append(coverage, row)
	}
	if diff := gocmp.Diff(coverageRows(outcome.Coverage), coverage); diff != "" {
		t.Errorf("coverage:\n%s", diff)
	}
	conduct := int64(len(of(concluded, aConduct, "row")) + len(c.do("repeat", counted, "group", 2)))
	if conduct != outcome.Conduct || conduct == 0 {
		t.Errorf("got %d rows of conduct; want %d", conduct, outcome.Conduct)
	}
}

// What is damaged on its way, or comes to the wrong step, is refused with a message.
func TestStreamsThatAreRefused(t *testing.T) {
	dir := filepath.Join("..", "fixtures", "sample")
	c := &carrier{t: t, dir: t.TempDir()}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: strings.Repeat("0", 32), AsOf: "2026-01-01"}
	claims := c.read(dir, 500)[:3]
	job := filepath.Join(c.dir, "job.json")
	f := func(step string, in []byte, want string) {
		t.Helper()
		var to bytes.Buffer
		_, err := Work(context.Background(), WorkOptions{Step: step, Job: job}, bytes.NewReader(in), &to)
		if !errors.Is(err, ErrUnusable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want it unusable, with %q", step, err, want)
		}
	}
	whole := stream(t, claims)
	f("judge", whole[:len(whole)-9], "ends")
	f("judge", []byte("claim_id,cancels\n"), "no message")
	f("sift", whole, "no column group")
	f("judge", stream(t, []row{{"place": int64(9) << lineBits, "state": int64(0), "body": claims[0]["body"]}}), "input 9")
	scarred := bytes.Clone(claims[0]["body"].([]byte))
	scarred[20] ^= 1
	f("judge", stream(t, []row{{"place": int64(2), "state": int64(0), "body": scarred}}), "checksum")
	f("read", stream(t, []row{{"_file": int64(7), "_block": int64(0), "_line": []byte("x")}}), "input 7")
	hint := make([]byte, hintBytes)
	f("sift", stream(t, []row{{"group": int64(2), "place": int64(1), "body": hint}, {"group": int64(1), "place": int64(1), "body": hint}}), "sorted")
	f("sift", stream(t, []row{{"group": int64(2), "place": int64(1), "body": hint[:9]}}), "hint")
	f("group", stream(t, []row{{"group": int64(2), "place": int64(1), "body": seal(nil)}}), "trace of 0 bytes")
	f("tell", stream(t, []row{{"place": int64(2), "body": claims[0]["body"], "mark": seal([]byte(`{"Rule": 999}`))}}), "rule 999")
	f("conclude", stream(t, []row{{"what": []byte("hint"), "body": []byte("{}")}}), `message "hint"`)
	f("dance", whole, "want one of")
}
