package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"vigie/pipeline"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// finding is a finding in few words.
func finding(rule, verdict, claimID, fr, en string, facts int) string {
	return fmt.Sprint(claimID, " ", rule, " ", verdict, " ", fr, " ", en, " ", facts)
}

// The steps, each in several processes, find what one audit finds, and count what it counts.
func TestStepsFindWhatAnAuditFinds(t *testing.T) {
	stepsFind(t, filepath.Join("..", "..", "fixtures", "sample"))
}

func TestStepsFindInTables(t *testing.T) {
	stepsFind(t, tables(t, 4000))
}

func stepsFind(t *testing.T, dir string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	outcome, err := pipeline.Audit(context.Background(), pipeline.Options{Dir: dir, Out: out, Workers: 2, Listener: pipeline.Listener{Quiet: true}}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	published, err := publish.OpenPublished(out)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	err = findings.EachAnomaly(published, func(r *findings.Row) {
		want = append(want, finding(r.Rule.ID, r.Verdict.String(), r.ClaimID, r.FR, r.EN, len(r.Facts)))
	})
	if err != nil {
		t.Fatal(err)
	}

	c := &carrier{t: t, dir: t.TempDir(), registers: filepath.Join(dir, "registers")}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: outcome.RunID, AsOf: outcome.AsOf.String()}
	claims := c.read(dir, 500)
	judged := c.do("judge", claims, "", 3)
	w := jobInputFacts{}
	for _, p := range of(judged, msgPart, "body") {
		var days struct{ FirstAct, LastAct civil.Day }
		if err := json.Unmarshal(p["body"].([]byte), &days); err != nil {
			t.Fatal(err)
		}
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
		t.Fatal(err)
	}
	putFile(t, filepath.Join(c.dir, "input_facts.json"), text)
	c.job.InputFacts = "input_facts.json"

	kept := map[int64]int64{}
	for _, k := range c.do("prefilter", of(judged, msgKey, "group", "position", "body"), "group", 4) {
		kept[k["position"].(int64)] |= k["rule"].(int64)
	}
	var suspects []row
	bodies := map[int64]any{}
	for _, x := range claims {
		if place := x["position"].(int64); kept[place] != 0 {
			suspects = append(suspects, row{"position": place, "rule": kept[place], "body": x["body"]})
			bodies[place] = x["body"]
		}
	}
	marks := c.do("group", of(c.do("members", suspects, "", 2), msgMember, "group", "position", "body"), "group", 4)
	marked := map[int64]bool{}
	var told []row
	for _, m := range marks {
		place := m["position"].(int64)
		marked[place] = true
		told = append(told, row{"position": place, "body": bodies[place], "ruling": m["body"]})
	}
	after := c.do("describe", told, "position", 3)
	var counted []row
	var got []string
	for i, list := range [][]row{judged, after} {
		for _, r := range list {
			if i == 0 && marked[r["position"].(int64)] {
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
				if err := json.Unmarshal(r["row"].([]byte), &f); err != nil {
					t.Fatal(err)
				}
				got = append(got, finding(f.RuleID, f.Verdict, f.ClaimID, f.FR, f.EN, len(f.Facts)))
			case msgCounted:
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
	for _, list := range [][]row{of(judged, msgPart, "what", "body"), of(after, msgPart, "what", "body"), of(after, msgPattern, "what", "body")} {
		for _, r := range list {
			sums = append(sums, row{"what": []byte(r["what"].(string)), "body": r["body"]})
		}
	}
	concluded := c.do("conclude", sums, "", 1)
	var coverage []findings.Coverage
	for _, r := range of(concluded, msgCoverage, "body") {
		var row findings.Coverage
		if err := json.Unmarshal(r["body"].([]byte), &row); err != nil {
			t.Fatal(err)
		}
		coverage = append(coverage, row)
	}
	if diff := gocmp.Diff(findings.CoverageOf(outcome.Coverage), coverage); diff != "" {
		t.Errorf("coverage:\n%s", diff)
	}
	conduct := int64(len(of(concluded, msgConduct, "row")) + len(c.do("repeat", counted, "group", 2)))
	if conduct != outcome.Conduct || conduct == 0 {
		t.Errorf("got %d rows of conduct; want %d", conduct, outcome.Conduct)
	}
}

// What is damaged on its way, or comes to the wrong step, is refused with a message.
func TestStreamsThatAreRefused(t *testing.T) {
	dir := filepath.Join("..", "..", "fixtures", "sample")
	c := &carrier{t: t, dir: t.TempDir()}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: strings.Repeat("0", 32), AsOf: "2026-01-01"}
	claims := c.read(dir, 500)[:3]
	job := filepath.Join(c.dir, "job.json")
	f := func(step string, in []byte, want string) {
		t.Helper()
		var to bytes.Buffer
		err := Work(context.Background(), Options{Step: step, Job: job}, bytes.NewReader(in), &to)
		if !refused(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want it unusable, with %q", step, err, want)
		}
	}
	whole := stream(t, claims)
	f("judge", whole[:len(whole)-9], "ends")
	f("judge", []byte("claim_id,cancels\n"), "no message")
	f("prefilter", whole, "no column group")
	f("judge", stream(t, []row{{"position": int64(claim.PackPosition(9, 0)), "state": int64(0), "body": claims[0]["body"]}}), "input 9")
	scarred := bytes.Clone(claims[0]["body"].([]byte))
	scarred[20] ^= 1
	f("judge", stream(t, []row{{"position": int64(2), "state": int64(0), "body": scarred}}), "checksum")
	f("read", stream(t, []row{{"_file": int64(7), "_block": int64(0), "_line": []byte("x")}}), "input 7")
	hint := make([]byte, keyBytes)
	f("prefilter", stream(t, []row{{"group": int64(2), "position": int64(1), "body": hint}, {"group": int64(1), "position": int64(1), "body": hint}}), "sorted")
	f("prefilter", stream(t, []row{{"group": int64(2), "position": int64(1), "body": hint[:9]}}), "group key")
	f("group", stream(t, []row{{"group": int64(2), "position": int64(1), "body": seal(nil)}}), "member of 0 bytes")
	body, low, high := seal([]byte("no row")), bytes.Repeat([]byte{1}, 16), bytes.Repeat([]byte{2}, 16)
	f("join", stream(t, []row{{"key": low, "position": int64(1), "body": body}}), "not a row")
	c.read(tables(t, 50), 500)
	slices.SortFunc(c.rows, func(a, b row) int { return bytes.Compare(b["key"].([]byte), a["key"].([]byte)) })
	unsorted := []row{{"key": c.rows[0]["key"], "position": int64(1), "body": c.rows[0]["body"]},
		{"key": c.rows[len(c.rows)-1]["key"], "position": int64(2), "body": c.rows[0]["body"]}}
	f("join", stream(t, unsorted), "sorted")
	act := row{"match": high, "position": int64(1), "act": int64(1), "reversal": int64(0), "act_key": []byte("1")}
	f("reverse", stream(t, []row{act, {"match": low, "position": int64(2), "act": int64(2), "reversal": int64(1), "act_key": []byte("2")}}), "sorted")
	act["act"] = int64(claim.PackPosition(9, 0))
	f("reverse", stream(t, []row{act}), "no input")
	f("describe", stream(t, []row{{"position": int64(2), "body": claims[0]["body"], "ruling": seal([]byte(`{"RuleIndex": 999}`))}}), "rule 999")
	f("conclude", stream(t, []row{{"what": []byte("key"), "body": []byte("{}")}}), `message "key"`)
	f("dance", whole, "want one of")
}
