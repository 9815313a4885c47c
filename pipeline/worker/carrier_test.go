package worker

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
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

	"vigie/fixtures/synth"
	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/rules/claim"
)

// carrier does by hand, on one machine, what Spark does between the steps.
type carrier struct {
	t         testing.TB
	registers string
	job       Job
	dir       string

	lines, rows, acts []row // of the last folder that was read: its lines, and the rows and acts of its DCIR tables

	rejects []row // as a reading has them, with their position
	days    []row // of the claims that do not leave, as step today takes them
	bodies  []row // of all claims in their order, as step match takes them
	counts  map[string]int64
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
	return sent(t, fields, 100, len(rows), func(b *array.RecordBuilder, n int) {
		for i, f := range fields {
			switch v := rows[n][f.Name].(type) {
			case int64:
				b.Field(i).(*array.Int64Builder).Append(v)
			case []byte:
				b.Field(i).(*array.BinaryBuilder).Append(v)
			}
		}
	})
}

// sent writes so many rows as an Arrow stream, in batches of a size.
func sent(t testing.TB, fields []arrow.Field, size, rows int, put func(b *array.RecordBuilder, row int)) []byte {
	t.Helper()
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	var to bytes.Buffer
	w := ipc.NewWriter(&to, ipc.WithSchema(schema))
	for row := range rows {
		put(b, row)
		if (row+1)%size == 0 || row+1 == rows {
			if err := w.Write(b.NewRecord()); err != nil {
				t.Fatal(err)
			}
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
		switch of := r[by].(type) {
		case int64:
			at = int(uint64(of) % uint64(parts))
		case []byte:
			at = int(of[0]) % parts
		}
		portions[at] = append(portions[at], r)
	}
	for _, p := range portions {
		if len(p) == 0 {
			continue
		}
		if by != "" {
			slices.SortStableFunc(p, func(a, b row) int {
				if of, text := a[by].([]byte); text {
					return bytes.Compare(of, b[by].([]byte))
				}
				return cmp.Compare(a[by].(int64), b[by].(int64))
			})
		}
		var to bytes.Buffer
		if err := Work(context.Background(), Options{Step: step, Job: job, Registers: c.registers}, bytes.NewReader(stream(c.t, p)), &to); err != nil {
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
	listed, err := os.ReadDir(dir)
	if err != nil {
		c.t.Fatal(err)
	}
	first := len(c.job.Files)
	var claimFiles []JobFile
	for _, entry := range listed {
		name := entry.Name()
		if table, is := dcir.TableOf(name); is {
			c.job.Files = append(c.job.Files, JobFile{Name: name, Kind: table.String()})
		}
		for prefix, kind := range map[string]claim.Kind{"transports": claim.Transport, "care": claim.Care} {
			if strings.HasPrefix(name, prefix) {
				claimFiles = append(claimFiles, JobFile{Name: name, Kind: kind.String()})
			}
		}
	}
	c.job.Files = append(c.job.Files, claimFiles...)
	c.lines = nil
	for i := first; i < len(c.job.Files); i++ {
		f := &c.job.Files[i]
		text, err := os.ReadFile(filepath.Join(dir, f.Name))
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
				c.lines = append(c.lines, row{"_file": int64(i), "_block": block, "_line": bytes.TrimSuffix(line, []byte("\n"))})
			}
		}
		head, _, _ := bytes.Cut(text, []byte("\n"))
		f.Head = append(head, '\n')
	}
	c.counts, c.rejects, c.days, c.bodies = map[string]int64{}, nil, nil, nil
	readings := c.do("read", c.lines, "", 1)
	c.count(readings)
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
	positionOf := func(r row) int64 {
		file := r["file"].(int64)
		return int64(claim.PackPosition(int(file), lineOf[block{file, r["block"].(int64)}]+r["line"].(int64)))
	}
	readings = append(readings, c.join(readings, positionOf)...)
	for _, r := range readings {
		if r["what"] == findings.ReadReject {
			r["position"] = positionOf(r)
			c.rejects = append(c.rejects, r)
		}
	}
	reversed, seen, originals := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range of(readings, findings.ReadReverse, "kind", "claim_id") {
		reversed[fmt.Sprint(r["kind"], r["claim_id"])] = true
	}
	read := of(readings, findings.ReadClaim, "file", "block", "line", "kind", "claim_id", "cancels", "sent", "paid", "served", "body", "raw")
	for _, r := range read {
		r["position"] = positionOf(r)
		originals[fmt.Sprint(r["kind"], r["claim_id"])] = originals[fmt.Sprint(r["kind"], r["claim_id"])] || r["cancels"] != r["claim_id"]
	}
	slices.SortFunc(read, func(a, b row) int { return cmp.Compare(a["position"].(int64), b["position"].(int64)) })
	for _, r := range read {
		key, state := fmt.Sprint(r["kind"], r["claim_id"]), int64(stands)
		switch {
		case r["cancels"] != "" && !originals[fmt.Sprint(r["kind"], r["cancels"])]:
			state = orphan
		case reversed[key] || r["cancels"] != "":
			state = leaves
		case seen[key]:
			state = repeated
		default:
			seen[key] = true
		}
		if state == stands || state == repeated {
			c.days = append(c.days, row{"sent": r["sent"], "paid": r["paid"], "served": r["served"], "claims": int64(1)})
		}
		c.bodies = append(c.bodies, row{"body": r["body"]})
		claims = append(claims, row{"position": r["position"], "state": state, "body": r["body"]})
	}
	return claims
}

// join joins rows of the tables of the DCIR, and gives the claims that none takes back, and the rejects.
func (c *carrier) join(readings []row, positionOf func(row) int64) (legs []row) {
	c.rows, c.acts = nil, nil
	for _, r := range of(readings, findings.ReadRow, "file", "block", "line", "key", "body") {
		c.rows = append(c.rows, row{"key": r["key"], "position": positionOf(r), "body": r["body"]})
	}
	if c.rows == nil {
		return nil
	}
	joined := c.do("join", c.rows, "key", 3)
	for _, r := range joined {
		if what := r["what"]; what == findings.ReadClaim || what == findings.ReadReversal {
			reversal := int64(0)
			if what == findings.ReadReversal {
				reversal = 1
			}
			c.acts = append(c.acts, row{"match": r["match"], "position": positionOf(r), "act": r["act"], "act_key": []byte(r["act_key"].(string)), "reversal": reversal})
		}
	}
	c.count(joined)
	taken := map[int64]bool{}
	reverse := c.do("reverse", c.acts, "match", 3)
	c.count(reverse)
	for _, r := range reverse {
		switch r["what"] {
		case findings.ReadTaken:
			taken[positionOf(r)] = true
		case findings.ReadReject:
			legs = append(legs, r)
		}
	}
	for _, r := range joined {
		if r["what"] == findings.ReadClaim && !taken[positionOf(r)] || r["what"] == findings.ReadReject {
			legs = append(legs, r)
		}
	}
	return legs
}

// count adds up what readings count: rows by column, and cells that were understood by file, column and kind.
func (c *carrier) count(readings []row) {
	for _, r := range readings {
		switch r["what"] {
		case findings.ReadCount:
			if r["claim_id"] == "" {
				c.counts[r["column"].(string)] += r["length"].(int64)
			}
		case findings.ReadUnderstood:
			c.counts[fmt.Sprint(c.job.Files[r["file"].(int64)].Name, " ", r["column"], " ", r["reason"])] += r["length"].(int64)
		}
	}
}

func putFile(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// tables makes a folder with the DCIR tables of so many legs.
func tables(t testing.TB, legs int) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := synth.Write(t.Context(), dir, synth.Options{Legs: legs, Seed: 11, Layout: synth.DCIR}); err != nil {
		t.Fatal(err)
	}
	return dir
}
