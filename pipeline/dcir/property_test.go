package dcir

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/fixtures/synth"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// joinOutcome is everything that a join gives, except the positions.
func joinOutcome(t testing.TB, dir string, change func(*Options)) map[string]string {
	t.Helper()
	j := joined(t, dir, change)
	accounted(t, j)
	all := map[string]string{}
	for _, kind := range []claim.Kind{claim.Transport, claim.Care} {
		for id, c := range claims(t, j, kind) {
			all[fmt.Sprint(kind, id)] = string(claim.Append(nil, &c))
		}
	}
	counts := map[string]int64{}
	for _, f := range j.Files {
		if f.Rows > 0 {
			counts[f.Table.String()+" rows"] += f.Rows
		}
		for name, n := range f.Counts {
			counts[f.Table.String()+" "+name] += n
		}
	}
	rejects := map[string]int{}
	for _, r := range rejectsOf(t, j) {
		table, _ := TableOf(r.File)
		rejects[table.String()+" "+r.Column+" "+r.Reason]++
	}
	all["counts"] = fmt.Sprint(counts, rejects, j.UnknownServices, j.Matches)
	return all
}

// tablesOf are the lines of the three tables of a made-up dataset. Some rows are left out, some cannot be read, and some come twice
// with other content the second time.
func tablesOf(t testing.TB, legs int) map[string][]string {
	t.Helper()
	dir := t.TempDir()
	if _, err := synth.Write(t.Context(), dir, synth.Options{Legs: legs, Seed: 3, Layout: synth.DCIR}); err != nil {
		t.Fatal(err)
	}
	tables := map[string][]string{}
	for _, name := range tableNames {
		text, err := os.ReadFile(filepath.Join(dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		out := slices.Clone(lines[:1])
		for i, line := range lines[1:] {
			cell := func(column, holds string) string {
				cells := strings.Split(line, ";")
				cells[slices.Index(strings.Split(lines[0], ";"), column)] = holds
				return strings.Join(cells, ";")
			}
			bad := map[string][3]string{
				"ER_PRS_F": {"PRS_PAI_MNT", "1.234", "12.30"}, "ER_DTR_F": {"TRS_ACT_QSN", "12.34", "17"}, "ER_TRS_F": {"TRS_DEP_CDP", "7500", "75001"},
			}[name]
			switch {
			case i%97 == 13:
			case i%89 == 7:
				out = append(out, cell(bad[0], bad[1]))
			case i%83 == 5:
				out = append(out, line, cell(bad[0], bad[2]))
			default:
				out = append(out, line)
			}
		}
		tables[name+".csv"] = out
	}
	return tables
}

// shuffled shuffles the rows of a table below its header.
func shuffled(lines []string, rng *rand.Rand) []string {
	lines = slices.Clone(lines)
	rng.Shuffle(len(lines)-1, func(a, b int) { lines[a+1], lines[b+1] = lines[b+1], lines[a+1] })
	return lines
}

// reordered puts the columns in another order.
func reordered(lines []string, rng *rand.Rand) []string {
	order := rng.Perm(strings.Count(lines[0], ";") + 1)
	out := make([]string, len(lines))
	for i, line := range lines {
		cells := strings.Split(line, ";")
		var moved []string
		for _, at := range order {
			moved = append(moved, cells[at])
		}
		out[i] = strings.Join(moved, ";")
	}
	return out
}

// The form of the tables makes no difference: shuffled, split into files, with another order of columns, or in another dialect, they
// give the same claims and rejects; as they do with little memory, and with any number of partitions and workers.
func TestSameWhateverTheForm(t *testing.T) {
	tables := tablesOf(t, 1500)
	rng := rand.New(rand.NewPCG(1, 2))
	want := joinOutcome(t, written(t, tables), nil)
	if len(want) < 1000 {
		t.Fatalf("got %d claims; want some", len(want))
	}
	f := func(name string, form func(file string, lines []string) map[string][]string, change func(*Options)) {
		t.Helper()
		files := map[string][]string{}
		for file, lines := range tables {
			for to, text := range form(file, lines) {
				files[to] = text
			}
		}
		got := joinOutcome(t, written(t, files), change)
		for id, text := range want {
			if got[id] != text {
				t.Errorf("%s: %s: got %q; want %q", name, id, got[id], text)
				return
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: got %d claims; want %d", name, len(got), len(want))
		}
	}
	same := func(file string, lines []string) map[string][]string { return map[string][]string{file: lines} }
	each := func(change func(line string) string) func(string, []string) map[string][]string {
		return func(file string, lines []string) map[string][]string {
			out := make([]string, len(lines))
			for i, line := range lines {
				out[i] = change(line)
			}
			return map[string][]string{file: out}
		}
	}
	f("shuffled", func(file string, lines []string) map[string][]string {
		return map[string][]string{file: shuffled(lines, rng)}
	}, nil)
	f("split", func(file string, lines []string) map[string][]string {
		half := len(lines) / 3
		name := strings.TrimSuffix(file, ".csv")
		return map[string][]string{name + "_2024.csv": lines[:half], strings.ToLower(name) + "_2025.csv": append(lines[:1:1], lines[half:]...)}
	}, nil)
	f("columns reordered", func(file string, lines []string) map[string][]string {
		return map[string][]string{file: reordered(lines, rng)}
	}, nil)
	f("commas", each(func(line string) string { return strings.ReplaceAll(line, ";", ",") }), nil)
	f("bars, one behind the last cell", each(func(line string) string { return strings.ReplaceAll(line, ";", "|") + "|" }), nil)
	f("one behind the last cell of rows alone", func(file string, lines []string) map[string][]string {
		out := slices.Clone(lines)
		for i := range out[1:] {
			out[i+1] += ";"
		}
		return map[string][]string{file: out}
	}, nil)
	f("lower case names", func(file string, lines []string) map[string][]string {
		out := slices.Clone(lines)
		out[0] = strings.ToLower(out[0])
		return map[string][]string{file: out}
	}, nil)
	f("little memory", same, func(o *Options) { o.Memory = 1 << 20; o.chunkSize = 4 << 10 })
	f("one worker, many partitions", same, func(o *Options) { o.Workers, o.partitions = 1, 1024 })
	f("windows", same, func(o *Options) { o.Encoding = tablefile.Windows1252 })
}

// The order of the claims does not depend on the memory, the workers or the order of the rows.
func TestSameOrder(t *testing.T) {
	tables := tablesOf(t, 800)
	order := func(dir string, change func(*Options)) (ids []string) {
		j := joined(t, dir, change)
		for kind := range j.claims {
			r := j.Claims(claim.Kind(kind))
			for c, err := r.Next(); err == nil; c, err = r.Next() {
				var into claim.Claim
				c.Each(nil, &into, func(Position) { ids = append(ids, strings.Clone(into.ClaimID)) })
			}
		}
		return ids
	}
	want := order(written(t, tables), nil)
	rng := rand.New(rand.NewPCG(5, 6))
	for name := range tables {
		tables[name] = shuffled(tables[name], rng)
	}
	got := order(written(t, tables), func(o *Options) { o.Memory, o.Workers, o.partitions = 1<<20, 3, 256 })
	if !slices.Equal(got, want) {
		t.Error("got the claims in another order; want the same")
	}
}

// The blocks of rows keep to the memory, and the rest goes to disk.
func TestMemory(t *testing.T) {
	const memory, workers = 4 << 20, 2
	s, err := newSpill(t.TempDir(), 64, memory, workers)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	d := s.writer()
	rng := rand.New(rand.NewPCG(7, 8))
	key, row := bytes.Repeat([]byte("k"), 30), bytes.Repeat([]byte("x"), 100)
	want := 0
	for range 200_000 {
		if err := d.add(keyHash{rng.Uint64(), rng.Uint64()}, key, row); err != nil {
			t.Fatal(err)
		}
		want += recordHead + len(key) + len(row)
		if most := s.limit + int64(workers*len(s.partitions)*s.block); s.allocated > most {
			t.Fatalf("got %d bytes of blocks; want at most %d", s.allocated, most)
		}
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	if s.file.Size() == 0 {
		t.Error("got nothing on disk; want what memory does not hold")
	}
	got := 0
	for p := range s.partitions {
		b, err := s.load(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		got += len(b)
	}
	if got != want {
		t.Errorf("got %d bytes back; want %d", got, want)
	}
}

// Rows that are longer than a block keep to the memory too.
func TestMemoryOfLongRows(t *testing.T) {
	s, err := newSpill(t.TempDir(), 64, 64<<10, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	d := s.writer()
	rng := rand.New(rand.NewPCG(7, 8))
	key, row := bytes.Repeat([]byte("k"), 30), bytes.Repeat([]byte("x"), 700)
	for range 4000 {
		if err := d.add(keyHash{rng.Uint64(), rng.Uint64()}, key, row); err != nil {
			t.Fatal(err)
		}
		waiting := int64(0)
		for _, p := range s.partitions {
			for _, b := range p.blocks {
				waiting += int64(cap(b))
			}
		}
		if waiting > s.allocated || s.allocated > s.limit+int64(len(s.partitions)*(recordHead+len(key)+len(row))) {
			t.Fatalf("got %d bytes that wait, %d counted; want at most %d", waiting, s.allocated, s.limit)
		}
	}
}

func TestCompressed(t *testing.T) {
	tables := tablesOf(t, 300)
	want := joinOutcome(t, written(t, tables), nil)
	dir := t.TempDir()
	for name, lines := range tables {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		fmt.Fprintln(z, strings.Join(lines, "\n"))
		z.Close()
		if err := os.WriteFile(filepath.Join(dir, name+".gz"), b.Bytes(), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	got := joinOutcome(t, dir, nil)
	if got["counts"] != want["counts"] || len(got) != len(want) {
		t.Errorf("got %s; want %s", got["counts"], want["counts"])
	}
}
