package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie/pipeline/publish"
	"vigie/pipeline/tablefile"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	tablefile.ServeParquet()
	testscript.Main(m, map[string]func(){
		"vigie": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestCLI runs the whole-program scripts of fixtures/cli (command, exit code, output, files) and of fixtures/files (files as they come:
// what was understood, what was refused, and the value that only looks like trouble).
func TestCLI(t *testing.T) {
	t.Parallel()
	long(t)
	commands := map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"exits": exits,
		"rows":  rows,
		"latin": latin,
		"runid": runID,

		"parquet": asParquet,
		"scar":    scar,
	}
	maps.Copy(commands, fileCommands)
	scripts, err := filepath.Abs(filepath.Join("..", "..", "scripts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"cli", "files"} {
		testscript.Run(t, testscript.Params{
			Dir:  filepath.Join("..", "..", "fixtures", folder),
			Cmds: commands,
			Setup: func(env *testscript.Env) error {
				env.Setenv("SCRIPTS", scripts)
				vigie, err := exec.LookPath("vigie")
				env.Setenv("VIGIE", vigie)
				return err
			},
			RequireExplicitExec: true,
		})
	}
}

// exits CODE COMMAND…: the command ends with exactly that code; its output is in the files said.out and said.err.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG …]")
	}
	c := exec.Command(args[1], args[2:]...)
	c.Dir = ts.Getenv("WORK")
	c.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"))
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	_ = c.Run()
	ts.Check(os.WriteFile(ts.MkAbs("said.out"), out.Bytes(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("said.err"), err.Bytes(), 0o600))
	if got := fmt.Sprint(c.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("%s: got exit code %s; want %s\n%s%s", strings.Join(args[1:], " "), got, args[0], out.String(), err.String())
	}
}

// rows FILE WANTED COLUMN…: the columns of a Parquet file, '|' between them, are what the file WANTED holds.
func rows(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: rows FILE WANTED COLUMN [COLUMN …]")
	}
	got, err := readColumns(ts.MkAbs(args[0]), args[2:])
	ts.Check(err)
	if want := ts.ReadFile(args[1]); got != want {
		ts.Fatalf("%s: got\n%swant\n%s", args[0], got, want)
	}
}

func readColumns(path string, names []string) (string, error) {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return "", err
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return "", err
	}
	table, err := r.ReadTable(context.Background())
	if err != nil {
		return "", err
	}
	defer table.Release()
	lines := make([]strings.Builder, table.NumRows())
	for n, name := range names {
		index := table.Schema().FieldIndices(name)
		if len(index) == 0 {
			return "", fmt.Errorf("no column %s", name)
		}
		row := 0
		for _, chunk := range table.Column(index[0]).Data().Chunks() {
			for i := range chunk.Len() {
				if n > 0 {
					lines[row].WriteByte('|')
				}
				lines[row].WriteString(cell(chunk, i))
				row++
			}
		}
	}
	var b strings.Builder
	for i := range lines {
		b.WriteString(lines[i].String() + "\n")
	}
	return b.String(), nil
}

func cell(a arrow.Array, i int) string {
	if a.IsNull(i) {
		return "null"
	}
	return a.ValueStr(i)
}

// runID OUT FILE…: replaces the word RUN in the files by the run_id of OUT, which changes with the rules' source.
func runID(ts *testscript.TestScript, _ bool, args []string) {
	m, err := publish.ReadManifest(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, name := range args[1:] {
		text := strings.ReplaceAll(ts.ReadFile(name), "RUN", m.RunID)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// latin FILE: rewrites a UTF-8 file in Latin-1.
func latin(ts *testscript.TestScript, _ bool, args []string) {
	var b []byte
	for _, r := range ts.ReadFile(args[0]) {
		b = append(b, byte(r))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// parquet CSV FILE: writes a CSV file's cells, none of them quoted, to a Parquet file of text columns.
func asParquet(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(strings.TrimSpace(ts.ReadFile(args[0])), "\n")
	var fields []arrow.Field
	for name := range strings.SplitSeq(lines[0], ",") {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, line := range lines[1:] {
		for i, text := range strings.Split(line, ",") {
			b.Field(i).(*array.StringBuilder).Append(text)
		}
	}
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	w, err := pqarrow.NewFileWriter(schema, f, nil, pqarrow.DefaultWriterProps())
	ts.Check(err)
	ts.Check(w.Write(b.NewRecord()))
	ts.Check(w.Close())
}

// scar FILE: overwrites the header of a Parquet file's first page, and leaves both ends of the file as they are.
func scar(ts *testscript.TestScript, _ bool, args []string) {
	b := []byte(ts.ReadFile(args[0]))
	copy(b[4:], "\xff\xff\xff\xff\xff\xff\xff\xff")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}
