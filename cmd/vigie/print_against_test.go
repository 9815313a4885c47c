package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/rules"
)

// Where the official text has the cited versions and nothing else, no line is printed but the count and what cannot be compared.
func TestAgainstTheCitedDays(t *testing.T) {
	type version struct {
		From string `json:"from"`
		To   string `json:"to,omitempty"`
	}
	type official struct {
		Article  string    `json:"article"`
		Versions []version `json:"versions"`
	}
	var list []official
	for _, c := range citations() {
		if outsideOf(c.Text.Name) >= 0 {
			continue
		}
		a := official{Article: article.FindString(c.Text.Name)}
		for _, w := range c.Text.Wordings {
			if w.Undated { // of which the official text knows more
				a.Versions[len(a.Versions)-1].To = w.To.String()
				continue
			}
			a.Versions = append(a.Versions, version{w.From.String(), w.To.String()})
		}
		list = append(list, a)
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "law.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := printAgainst(&out, file, false); err != nil {
		t.Errorf("got %v, and\n%s", err, out.String())
	}
	if lines := strings.Split(out.String(), "\n"); len(list) < 40 || !strings.HasSuffix(lines[0], " articles compared, 0 differences") {
		t.Errorf("got %d articles and\n%s", len(list), out.String())
	}
	out.Reset()
	if err := printAgainst(&out, file, true); err != nil || out.String() != "[]\n" {
		t.Errorf("as JSON: got %v and %q; want an empty list", err, out.String())
	}
	// A line of the list that no citation needs explains nothing.
	for _, group := range notInTheFile {
		if !slices.ContainsFunc(citations(), func(c rules.Citation) bool { return strings.HasPrefix(c.Text.Name, group.begins) }) {
			t.Errorf("no citation begins with %q", group.begins)
		}
	}
}
