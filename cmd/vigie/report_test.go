package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestReportAgrees adds up anomalies.parquet of the sample on its own and compares the page's tables with that.
func TestReportAgrees(t *testing.T) {
	t.Parallel()
	long(t)
	out := filepath.Join(t.TempDir(), "out")
	if output, err := exec.Command("vigie", "audit", filepath.Join("..", "..", "fixtures", "sample"), "--out", out, "--lang", "en").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	table, err := readColumns(filepath.Join(out, "anomalies.parquet"),
		[]string{"rule_id", "item", "verdict", "claim_kind", "claim_id", "subject_kind", "subject_id", "amount_billed", "amount_reimbursed", "amount_at_stake", "suppressed"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]*tally{} // by the name of a line of the page: "All", an item, a rule, a subject
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		c := strings.Split(line, "|")
		rule, item, verdict, claim, subject := c[0], strings.Replace(c[1], "null", "–", 1), c[2], c[3]+" "+c[4], c[6]
		if c[10] != "false" {
			t.Fatalf("%s: set aside; the sample has no suppressions", line)
		}
		whole := c[8]
		if whole == "null" {
			whole = c[7]
		}
		stake := min(euros(t, c[9]), euros(t, whole))
		if rule == "4a-sent-late" {
			stake = 0
		}
		for _, name := range []string{"All", item, rule, subject} {
			if want[name] == nil {
				want[name] = &tally{claims: map[string]float64{}}
			}
			want[name].add(claim, verdict, stake)
		}
	}
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again.html")
	if output, err := exec.Command("vigie", "report", out, "--out", again).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if made, err := os.ReadFile(again); err != nil || string(made) != string(page) {
		t.Errorf("made again from the tables: got another page (%v); want the same bytes", err)
	}
	checked := 0
	for name, got := range linesOf(t, string(page)) {
		w := want[name]
		if w == nil {
			w = new(tally)
		}
		if !slices.Equal(got, w.figures()) {
			t.Errorf("%s: got %v on the page; want %v", name, got, w.figures())
		}
		checked++
	}
	if checked < 100 {
		t.Errorf("got %d lines on the page; want the items, rules and subjects of the sample", checked)
	}
}

// tally is what a line of the page must have.
type tally struct {
	anomalies, reviews int
	claims             map[string]float64 // largest amount at stake of each
}

func (s *tally) add(claim, verdict string, stake float64) {
	if verdict == "anomaly" {
		s.anomalies++
	} else {
		s.reviews++
	}
	s.claims[claim] = max(s.claims[claim], stake)
}

func (s *tally) figures() []string {
	cents := 0.0
	for _, stake := range s.claims {
		cents += stake * 100
	}
	return []string{strconv.Itoa(s.anomalies), strconv.Itoa(s.reviews), "€" + strconv.Itoa(int(cents+50.5)/100)}
}

func euros(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// linesOf are the figures of the tables of items, rules and subjects, by the name of the line.
func linesOf(t *testing.T, page string) map[string][]string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string][]string{}
	for section := range root.Descendants() {
		if section.Data != "section" || !slices.ContainsFunc(section.Attr, func(a html.Attribute) bool {
			return a.Key == "id" && slices.Contains([]string{"items", "rules", "subjects"}, a.Val)
		}) {
			continue
		}
		for row := range section.Descendants() {
			if row.Data != "tr" {
				continue
			}
			var cells []string
			for node := row.FirstChild; node != nil; node = node.NextSibling {
				if node.Data == "th" || node.Data == "td" {
					cells = append(cells, strings.ReplaceAll(strings.TrimSpace(textOf(node)), ",", ""))
				}
			}
			// Subjects without a name, and those that are not shown, share a line.
			if len(cells) == 4 && cells[1] != "Anomalies" && cells[0] != "(not named)" && !strings.HasSuffix(cells[0], " more") {
				lines[cells[0]] = cells[1:]
			}
		}
	}
	return lines
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
