package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vigie/rules"
	"vigie/rules/civil"
)

const testRun = "0123456789abcdef0123456789abcdef"

// sections are the page's, in its order.
var sections = []string{"read", "open", "items", "rules", "months", "subjects", "spread", "conduct", "examples", "aside", "how"}

// finding is a plain one: a paid trip of 100 euros, all of it at stake.
func finding(rule string, verdict rules.Verdict, claimID string) *rules.Finding {
	r := rules.ByID(rule)
	if r == nil {
		r = &rules.Rule{ID: rule}
	}
	return &rules.Finding{
		Rule: r, Verdict: verdict, Item: string(r.Item), ClaimID: claimID, SubjectKind: "operator", SubjectID: "OP1",
		Day: civil.Date(2026, 3, 10), Billed: 120_00, Reimbursed: 100_00, Paid: true, AtStake: 100_00,
		Facts: []rules.Shown{{Name: "service", Value: "ambulance", Source: "claim"}}, FR: "Une phrase.", EN: "A sentence.",
		PatientID: "PATIENT-SECRET", DriverID: "DRIVER-SECRET",
	}
}

// coverage is of a rule that decided some and left some open for want of something.
func coverage(rule string, decided, open int64, lacks string) rules.Coverage {
	c := rules.Coverage{Rule: rules.ByID(rule)}
	c.Verdicts[rules.Compliant], c.Verdicts[rules.InsufficientData] = decided, open
	if open > 0 {
		c.Blamed = map[string]int64{lacks: open}
	}
	return c
}

func reading() *Reading {
	return &Reading{
		RunID: testRun, Version: "0.1.0", RuleSet: "abcdef012345", AsOf: "2026-03-31", Read: 1000, Claims: 990, Cancelled: 8, Rejected: 2,
		Files:     []File{{Path: "transports.csv", Kind: "transport", Records: 1000, Claims: 990, Cancelled: 8, Rejects: 2}},
		Registers: []Register{{Name: "prescriptions", Rows: 500, TakenOn: "2026-03-30", Complete: true}, {Name: "crew", Rows: 5, Complete: false}},
	}
}

// usual is a run that found something of most kinds.
func usual() *Aggregator {
	g := NewAggregator(testRun)
	g.AddCoverage(coverage("2g-mode-above-prescription", 900, 12, "prescriptions.mode"))
	g.AddCoverage(coverage("2i-no-professional-card", 990, 18_204, "taxi_cards"))
	g.AddCoverage(coverage("2h-crew-size", 700, 0, ""))
	for i := range 40 {
		f := finding("2g-mode-above-prescription", rules.Anomaly, fmt.Sprintf("C%02d", i))
		f.Day = civil.Date(2026, 1, 5).AddMonths(i % 14)
		g.AddFinding(f, i%10 == 9, civil.Date(2027, 1, 1))
		g.AddFinding(finding("4a-sent-late", rules.Review, f.ClaimID), false, 0)
	}
	c := &rules.Conduct{
		Rule: rules.ByID("2b-unmarked-non-reimbursable"), Verdict: rules.Review, SubjectKind: "prescriber", SubjectID: "PS1",
		From: civil.Date(2026, 1, 1), To: civil.Date(2026, 2, 1), Occurrences: 3, AtStake: 50_00, FR: "Deux occurrences.", EN: "Two occurrences.",
	}
	g.AddConduct(c, false)
	g.AddUnread("transports.csv", "amount_billed")
	return g
}

func write(t *testing.T, read *Reading, g *Aggregator, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, read, g.Aggregates(), lang); err != nil {
		t.Fatal(err)
	}
	if b.Len() > MaxBytes {
		t.Errorf("%s: got %d bytes; want at most %d", lang, b.Len(), MaxBytes)
	}
	return b.String()
}

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// wellMade finds what is wrong with a page whatever it shows: order, names, and anything that is not its own.
func wellMade(t *testing.T, page, lang string) {
	t.Helper()
	root := parse(t, page)
	var got []string
	ids, level, named := map[string]bool{}, 0, []string{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: the id %q stands twice", lang, id)
			}
			ids[id] = true
		}
		named = append(named, strings.Fields(attribute(n, "aria-labelledby"))...)
		for _, a := range n.Attr {
			if strings.Contains(a.Val, "//") || strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("%s: got %s=%q; want nothing from outside", lang, a.Key, a.Val)
			}
		}
		switch n.Data {
		case "html":
			if attribute(n, "lang") != lang {
				t.Errorf("got lang %q; want %q", attribute(n, "lang"), lang)
			}
		case "script", "link", "iframe", "img", "object", "embed", "form", "base":
			t.Errorf("%s: got an element %s", lang, n.Data)
		case "style":
			if css := text(n); strings.Contains(css, "url(") || strings.Contains(css, "@import") {
				t.Errorf("%s: the style asks for something from outside", lang)
			}
		case "section":
			got = append(got, attribute(n, "id"))
		case "h1", "h2", "h3":
			now := int(n.Data[1] - '0')
			if now > level+1 || strings.TrimSpace(text(n)) == "" {
				t.Errorf("%s: heading %q follows one of level %d", lang, text(n), level)
			}
			level = now
		case "th":
			if s := attribute(n, "scope"); s != "col" && s != "row" {
				t.Errorf("%s: table header %q has scope %q", lang, text(n), s)
			}
		case "table":
			if n.FirstChild == nil || n.FirstChild.Data != "caption" {
				t.Errorf("%s: a table has no caption", lang)
			}
		case "svg":
			if attribute(n, "aria-hidden") != "true" && (attribute(n, "role") != "img" || attribute(n, "aria-label")+attribute(n, "aria-labelledby") == "") {
				t.Errorf("%s: a picture has no name", lang)
			}
		}
	}
	if !slices.Equal(got, sections) {
		t.Errorf("%s: got sections %v; want %v", lang, got, sections)
	}
	for _, id := range named {
		if !ids[id] {
			t.Errorf("%s: nothing has the id %q that a name is taken from", lang, id)
		}
	}
	whole := strings.ToLower(text(root))
	for _, word := range []string{"fraud", "pénalit", "penalt", "amende", "sanction", "coupable", "guilty", "secret", "zgotmplz", "%!"} {
		if strings.Contains(whole, word) {
			t.Errorf("%s: the page says %q", lang, word)
		}
	}
}

func TestPages(t *testing.T) {
	empty := NewAggregator(testRun)
	for _, lang := range Languages {
		wellMade(t, write(t, reading(), usual(), lang), lang)
		wellMade(t, write(t, &Reading{}, empty, lang), lang)
	}
}

// The same findings give the same bytes, whatever the order in which maps give them back.
func TestSameBytes(t *testing.T) {
	first := write(t, reading(), usual(), "fr")
	for range 5 {
		if write(t, reading(), usual(), "fr") != first {
			t.Fatal("got another page; want the same bytes")
		}
	}
}

// Texts from files stay texts, in their own direction.
func TestHostileTexts(t *testing.T) {
	for _, bad := range []string{"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "\u202egnihtemos\u202c", "a\x00b\x1b[31m", "{{.}}", "%s%d"} {
		g := usual()
		f := finding("2g-mode-above-prescription", rules.Anomaly, bad)
		f.SubjectID, f.SubjectKind, f.Item, f.FR, f.EN = bad, bad, bad, bad, bad
		f.Facts = []rules.Shown{{Name: bad, Value: bad, Source: bad}}
		f.Rule = &rules.Rule{ID: bad}
		g.AddFinding(f, false, 0)
		g.AddFinding(f, true, 0)
		g.AddUnread(bad, bad)
		g.AddCoverage(rules.Coverage{Rule: f.Rule, Verdicts: [5]int64{2: 5}, Blamed: map[string]int64{bad: 5}})
		g.AddConduct(&rules.Conduct{Rule: f.Rule, Verdict: rules.Anomaly, SubjectKind: bad, SubjectID: bad, FR: bad, EN: bad}, false)
		read := reading()
		read.Files = append(read.Files, File{Path: bad})
		read.Registers = append(read.Registers, Register{Name: bad, TakenOn: bad})
		read.Set, read.RunID, read.AsOf, read.From = []string{bad}, bad, bad, bad
		for _, lang := range Languages {
			page := write(t, read, g, lang)
			for _, raw := range []string{"<script", "<img", "\u202e", "\x00", "\x1b"} {
				if strings.Contains(page, raw) {
					t.Errorf("%q: the page has a raw %q", bad, raw)
				}
			}
			if lang == "fr" && strings.HasPrefix(bad, "<script") && !strings.Contains(text(parse(t, page)), bad) {
				t.Errorf("%q: want the page to show it as text", bad)
			}
		}
	}
}
