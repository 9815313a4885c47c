package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/rs/zerolog"

	"vigie/pipeline"
	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// tablesOf is what a run came to, in comparable words.
type tablesOf struct {
	asOf               string
	anomalies, rejects []string
	coverage           []findings.Coverage
	conduct            int64
	orphans            int64
	understood         map[string]int64
}

// finding is a finding in few words.
func finding(rule, verdict, claimID, fr, en string, facts int) string {
	return fmt.Sprint(claimID, " ", rule, " ", verdict, " ", fr, " ", en, " ", facts)
}

// audited is what vigie audit makes of a folder; nil where it refuses it.
func audited(t *testing.T, dir string, chosen []string) *tablesOf {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	outcome, err := pipeline.Audit(context.Background(), pipeline.Options{
		Dir: dir, Out: out, Workers: 2, Rules: chosen, MaxRejects: pipeline.RejectLimit{Set: true, N: 1 << 40}, Listener: pipeline.Listener{Quiet: true},
	}, zerolog.Nop())
	if err != nil {
		return nil
	}
	published, err := publish.OpenPublished(out)
	if err != nil {
		t.Fatal(err)
	}
	a := &tablesOf{
		asOf: outcome.AsOf.String(), coverage: findings.CoverageOf(outcome.Coverage), conduct: outcome.Conduct,
		orphans: outcome.ReversalWithoutOriginal, understood: map[string]int64{},
	}
	err = findings.EachAnomaly(published, func(r *findings.Row) {
		a.anomalies = append(a.anomalies, finding(r.Rule.ID, r.Verdict.String(), r.ClaimID, r.FR, r.EN, len(r.Facts)))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range outcome.Rejects {
		a.rejects = append(a.rejects, fmt.Sprintf("%s:%d %s: %s", r.File, r.Line, r.Column, r.Reason))
	}
	for _, u := range outcome.Understood() {
		a.understood[u.Path+" "+u.Column+" "+u.How] = u.Cells
	}
	slices.Sort(a.anomalies)
	slices.Sort(a.rejects)
	return a
}

// sameAsAudit compares what the steps, each in several processes, make of a folder with what an audit makes of it, and gives it. Rejects are
// compared where they are few: an audit keeps no more in memory.
func sameAsAudit(t *testing.T, dir string, chosen []string) *tablesOf {
	t.Helper()
	want := audited(t, dir, chosen)
	if want == nil {
		return nil
	}
	c := &carrier{t: t, dir: t.TempDir()}
	if registers := filepath.Join(dir, "registers"); isFolder(registers) {
		c.registers = registers
	}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: strings.Repeat("1", 32), Rules: chosen}
	got := c.run(dir)
	if len(want.rejects) > 9 {
		want.rejects, got.rejects = nil, nil
	}
	if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(tablesOf{})); diff != "" {
		t.Errorf("%s: audit (-) and steps (+):\n%s", dir, diff)
	}
	return got
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// run does all the steps, one after another.
func (c *carrier) run(dir string) *tablesOf {
	got := &tablesOf{understood: map[string]int64{}}
	claims := c.read(dir, 500)
	c.today(got)
	c.match()
	judged := c.do("judge", claims, "", 3)
	for _, p := range of(judged, msgPart, "body") {
		var counted part
		c.unmarshal(p["body"], &counted)
		got.orphans += counted.Orphans
	}
	got.orphans += c.counts["reversal_without_original"]
	for name, n := range c.counts {
		if strings.Contains(name, " ") {
			got.understood[name] = n
		}
	}
	c.sendInputFacts(judged)
	described, counted := c.judgeGroups(claims, judged, got)
	c.conclude(judged, described, counted, got)
	c.listRejects(judged, got)
	slices.Sort(got.anomalies)
	slices.Sort(got.rejects)
	return got
}

// today finds the day of the run.
func (c *carrier) today(got *tablesOf) {
	if len(c.days) == 0 {
		return
	}
	for _, r := range of(c.do("today", c.days, "", 1), msgToday, "body") {
		var day Today
		c.unmarshal(r["body"], &day)
		got.asOf, c.job.AsOf = day.AsOf, day.AsOf
	}
}

// match finds the registers that match nothing, in two processes that each have a part of the claims.
func (c *carrier) match() {
	if len(c.bodies) == 0 {
		return
	}
	if len(c.bodies) > dataset.SampleSize {
		c.t.Fatal("got more claims than a sample has")
	}
	keys, matched := map[string]map[int64]bool{}, map[string]bool{}
	for _, r := range c.do("match", c.bodies, "", 2) {
		name := string(r["body"].([]byte))
		switch r["what"] {
		case msgMatched:
			matched[name] = true
		case msgUnmatched:
			if keys[name] == nil {
				keys[name] = map[int64]bool{}
			}
			if r["rule"].(int64) == 1 {
				keys[name][r["group"].(int64)] = true
			}
		}
	}
	c.job.Unmatched = map[string]int64{}
	for name, of := range keys {
		if !matched[name] {
			c.job.Unmatched[name] = int64(len(of))
		}
	}
}

// sendInputFacts gives the processes the facts of the whole input.
func (c *carrier) sendInputFacts(judged []row) {
	w := jobInputFacts{}
	for _, p := range of(judged, msgPart, "body") {
		var days struct{ FirstAct, LastAct civil.Day }
		c.unmarshal(p["body"], &days)
		if first := days.FirstAct; first.Known() && (!w.FirstAct.Known() || first < w.FirstAct) {
			w.FirstAct = first
		}
		w.LastAct = max(w.LastAct, days.LastAct)
	}
	for _, f := range of(judged, msgFacility, "group") {
		w.Facilities = append(w.Facilities, uint64(f["group"].(int64)))
	}
	text, err := json.Marshal(w)
	if err != nil {
		c.t.Fatal(err)
	}
	putFile(c.t, filepath.Join(c.dir, "input_facts.json"), text)
	c.job.InputFacts = "input_facts.json"
}

// judgeGroups judges the claims in groups, and notes what is found of all. It gives the answer of step describe, and what step repeat takes.
func (c *carrier) judgeGroups(claims, judged []row, got *tablesOf) (described, counted []row) {
	candidates := map[int64]int64{}
	for _, k := range c.do("prefilter", of(judged, msgKey, "group", "position", "body"), "group", 4) {
		candidates[k["position"].(int64)] |= k["rule"].(int64)
	}
	var suspects []row
	bodies := map[int64]any{}
	for _, x := range claims {
		if position := x["position"].(int64); candidates[position] != 0 {
			suspects = append(suspects, row{"position": position, "rule": candidates[position], "body": x["body"]})
			bodies[position] = x["body"]
		}
	}
	ruled := map[int64]bool{}
	var rulings []row
	for _, m := range c.do("group", of(c.do("members", suspects, "", 2), msgMember, "group", "position", "body"), "group", 4) {
		position := m["position"].(int64)
		ruled[position] = true
		rulings = append(rulings, row{"position": position, "body": bodies[position], "ruling": m["body"]})
	}
	described = c.do("describe", rulings, "position", 3)
	for i, list := range [][]row{judged, described} {
		for _, r := range list {
			if i == 0 && ruled[r["position"].(int64)] {
				continue
			}
			switch r["what"] {
			case msgFinding:
				var f struct {
					RuleID  string `json:"rule_id"`
					Verdict string `json:"verdict"`
					ClaimID string `json:"claim_id"`
					FR      string `json:"message_fr"`
					EN      string `json:"message_en"`
					Facts   []any  `json:"facts"`
				}
				c.unmarshal(r["row"], &f)
				got.anomalies = append(got.anomalies, finding(f.RuleID, f.Verdict, f.ClaimID, f.FR, f.EN, len(f.Facts)))
			case msgCounted:
				counted = append(counted, row{"group": r["group"], "rule": r["rule"], "body": r["body"]})
			}
		}
	}
	return described, counted
}

// conclude adds up what the processes have counted.
func (c *carrier) conclude(judged, described, counted []row, got *tablesOf) {
	var sums []row
	for _, list := range [][]row{of(judged, msgPart, "what", "body"), of(described, msgPart, "what", "body"), of(described, msgPattern, "what", "body")} {
		for _, r := range list {
			sums = append(sums, row{"what": []byte(r["what"].(string)), "body": r["body"]})
		}
	}
	concluded := c.do("conclude", sums, "", 1)
	for _, r := range of(concluded, msgCoverage, "body") {
		var line findings.Coverage
		c.unmarshal(r["body"], &line)
		got.coverage = append(got.coverage, line)
	}
	for _, r := range of(concluded, msgUnderstood, "body") {
		var u publish.Understood
		c.unmarshal(r["body"], &u)
		got.understood[u.Path+" "+u.Column+" "+u.How] = u.Cells
	}
	for _, r := range of(concluded, msgRegister, "body") {
		var bad struct {
			File, Column, Reason string
			Line                 int64
		}
		c.unmarshal(r["body"], &bad)
		got.rejects = append(got.rejects, fmt.Sprintf("%s:%d %s: %s", bad.File, bad.Line, bad.Column, bad.Reason))
	}
	got.conduct = int64(len(of(concluded, msgConduct, "row")) + len(c.do("repeat", counted, "group", 2)))
}

// listRejects lists the rejects of the claims.
func (c *carrier) listRejects(judged []row, got *tablesOf) {
	add := func(position any, column, reason any) {
		file, line := claim.UnpackPosition(uint64(position.(int64)))
		got.rejects = append(got.rejects, fmt.Sprintf("%s:%d %s: %s", c.job.Files[file].Name, line, column, reason))
	}
	for _, r := range c.rejects {
		add(r["position"], r["column"], r["reason"])
	}
	for _, r := range judged {
		switch r["what"] {
		case msgReject:
			add(r["position"], claim.ColClaimID, r["body"])
		case msgOrphan:
			add(r["position"], claim.ColCancels, r["body"])
		}
	}
}

func (c *carrier) unmarshal(body any, to any) {
	c.t.Helper()
	if err := json.Unmarshal(body.([]byte), to); err != nil {
		c.t.Fatal(err)
	}
}

// Files as they come give the same in the steps as in an audit: every folder of claims of the archives that the command line is tried with,
// whether it refuses records, understands cells or doubts registers and days.
func TestStepsReadFilesAsTheyCome(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("..", "..", "fixtures", "files", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("got %d archives, %v", len(archives), err)
	}
	total := tablesOf{}
	folders, unmatched := 0, 0
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range claimFolders(t, archive) {
			t.Run(filepath.Base(path)+"/"+filepath.Base(dir), func(t *testing.T) {
				got := sameAsAudit(t, dir, nil)
				if got == nil {
					t.Skip("the audit refuses it")
				}
				folders++
				total.anomalies, total.rejects = append(total.anomalies, got.anomalies...), append(total.rejects, got.rejects...)
				total.orphans += got.orphans
				for _, row := range got.coverage {
					for _, b := range row.Blamed {
						if strings.HasSuffix(b.What, judge.Unmatched("", 20)) {
							unmatched++
						}
					}
				}
			})
		}
	}
	if folders < 30 || len(total.anomalies) == 0 || len(total.rejects) == 0 || total.orphans == 0 || unmatched == 0 {
		t.Errorf("got %d folders, %d anomalies, %d rejects, %d reversals without original, %d blames of a register that matches nothing; want some of each",
			folders, len(total.anomalies), len(total.rejects), total.orphans, unmatched)
	}
}

// claimFolders writes the folders of an archive that hold claims as plain CSV files.
func claimFolders(t *testing.T, archive *txtar.Archive) (list []string) {
	t.Helper()
	root := t.TempDir()
	plain := map[string]bool{}
	for _, f := range archive.Files {
		dir, name, _ := strings.Cut(f.Name, "/")
		path := filepath.Join(root, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		putFile(t, path, f.Data)
		is := strings.HasSuffix(name, ".csv") && !strings.Contains(name, "/") && (strings.HasPrefix(name, "transports") || strings.HasPrefix(name, "care") || strings.HasPrefix(name, "ER_"))
		if before, known := plain[dir]; name != "" && !strings.HasPrefix(name, "registers/") {
			plain[dir] = is && (before || !known)
		}
	}
	for dir, is := range plain {
		if is {
			list = append(list, filepath.Join(root, dir))
		}
	}
	slices.Sort(list)
	return list
}
