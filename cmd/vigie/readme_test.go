package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie/rules"
)

var update = flag.Bool("update", false, "write the parts of README.md that the program decides")

// TestReadme compares README.md with what the program prints: the items and their rules, the exit codes, and what its first
// command prints.
func TestReadme(t *testing.T) {
	t.Parallel()
	long(t)
	root := filepath.Join("..", "..")
	path := filepath.Join(root, "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for name, part := range map[string]string{"items": itemsTable(), "exit codes": exitCodesTable(), "summary": summaryOfSample(t, root)} {
		want = replacePart(t, want, name, part)
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Error("README.md is not what the program prints; run go test ./cmd/vigie -run TestReadme -update and read the difference")
	}
	if lines := strings.Count(want, "\n"); lines > 200 {
		t.Errorf("README.md has %d lines; want at most 200", lines)
	}
}

// replacePart replaces the text between the marks of a part.
func replacePart(t *testing.T, in, name, part string) string {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->\n"
	before, rest, ok := strings.Cut(in, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("README.md has no marks %q and %q", begin, end)
	}
	return before + begin + part + end + after
}

func itemsTable() string {
	var b strings.Builder
	b.WriteString("| item | what it forbids | rules |\n|---|---|---|\n")
	for _, c := range rules.Outline {
		item := string(c.Item)
		if item == "" {
			item = "–"
		}
		var ids []string
		for _, r := range c.Rules {
			ids = append(ids, r.ID)
		}
		for _, o := range c.Beyond {
			ids = append(ids, o.ID+" (*"+o.Reason+"*)")
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", item, c.Text, strings.Join(ids, ", "))
	}
	return b.String()
}

func exitCodesTable() string {
	var b strings.Builder
	b.WriteString("| code | |\n|---|---|\n")
	for _, e := range exitTable {
		fmt.Fprintf(&b, "| %d | %s |\n", e.code, e.meaning)
	}
	return b.String()
}

// summaryOfSample is the event that the README's first command prints, without what changes from run to run, and with the
// verdicts of one rule for all.
func summaryOfSample(t *testing.T, root string) string {
	t.Helper()
	c := exec.Command("vigie", "audit", filepath.Join(root, "fixtures", "sample"), "--out", filepath.Join(t.TempDir(), "out"))
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var event struct {
		AsOf      string                    `json:"as_of"`
		Read      int                       `json:"read"`
		Claims    int                       `json:"claims"`
		Rejected  int                       `json:"rejected"`
		Cancelled int                       `json:"cancelled"`
		Verdicts  map[string]map[string]int `json:"verdicts"`
		Message   string                    `json:"message"`
	}
	warning, summary, _ := bytes.Cut(stderr.Bytes(), []byte("\n")) // of truth.csv, which is no claim file
	if err := json.Unmarshal(summary, &event); err != nil || !bytes.Contains(warning, []byte("truth.csv")) {
		t.Fatalf("the run wrote other than a warning and one event: %v\n%s", err, stderr.String())
	}
	const rule = "2g-mode-above-prescription"
	v, err := json.Marshal(event.Verdicts[rule])
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("    {%q: %q, %q: %d, %q: %d, %q: %d, %q: %d,\n     %q: {%q: %s, …},\n     …, %q: %q}\n",
		"as_of", event.AsOf, "read", event.Read, "claims", event.Claims, "rejected", event.Rejected, "cancelled", event.Cancelled,
		"verdicts", rule, v, "message", event.Message)
}
