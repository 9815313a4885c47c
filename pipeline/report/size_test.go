package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/rules"
	"vigie/rules/civil"
)

// Whatever went in, a page stays within its size.
func TestSizeOfTheWorst(t *testing.T) {
	if testing.Short() {
		t.Skip("a large page")
	}
	g := NewAggregator(testRun)
	long := strings.Repeat(`"'<&🚑`, 2000)
	facts := slices.Repeat([]rules.Shown{{Name: long, Value: long, Source: long}}, 40)
	var known []*rules.Rule
	for i := range 300 {
		known = append(known, &rules.Rule{ID: fmt.Sprint(i, long), FR: long, EN: long})
		lacks := map[string]int64{}
		for k := range 50 {
			lacks[fmt.Sprint(k, i, long)] = int64(k)
		}
		g.AddCoverage(rules.Coverage{Rule: known[i], Verdicts: [5]int64{1: 5, 2: 5}, Blamed: lacks})
	}
	read := reading()
	for i := range 30_000 {
		f := &rules.Finding{
			Rule: known[i%300], Verdict: rules.Review, Item: fmt.Sprint(i%1000, long[:200]), ClaimID: fmt.Sprint(i, long[:400]), SubjectKind: []string{"operator", "provider", "prescriber", long[:400]}[i%4],
			SubjectID: fmt.Sprint(i, long[:400]), Day: civil.Date(1990, 1, 1) + civil.Day(i), Billed: 1 << 40, AtStake: 1 << 40,
		}
		if i < 600 {
			f.Facts, f.FR, f.EN = facts, long, long
		}
		g.AddFinding(f, i%7 == 0, civil.Date(2030, 1, 1))
		if i < 3_000 {
			g.AddConduct(&rules.Conduct{Rule: known[i%300], Verdict: rules.Review, SubjectKind: "operator", SubjectID: f.SubjectID, FR: f.FR, EN: f.EN}, false)
			read.Files = append(read.Files, File{Path: f.ClaimID})
			read.Registers = append(read.Registers, Register{Name: f.ClaimID})
			read.Set = append(read.Set, f.ClaimID)
			g.AddUnread(f.ClaimID, f.ClaimID)
		}
	}
	for _, lang := range Languages {
		page := write(t, read, g, lang)
		t.Logf("%s: %d bytes", lang, len(page))
		wellMade(t, page, lang)
	}
}
