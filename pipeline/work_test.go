package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"vigie/pipeline/findings"
	"vigie/rules/civil"
)

// finding is a finding in few words.
func finding(rule, verdict, claimID, fr, en string, facts int) string {
	return fmt.Sprint(claimID, " ", rule, " ", verdict, " ", fr, " ", en, " ", facts)
}

// The steps, each in several processes, find what one audit finds, and count what it counts.
func TestStepsFindWhatAnAuditFinds(t *testing.T) {
	stepsFind(t, filepath.Join("..", "fixtures", "sample"))
}

func TestStepsFindInTables(t *testing.T) {
	stepsFind(t, tables(t, 4000))
}

func stepsFind(t *testing.T, dir string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	outcome, err := Audit(context.Background(), Options{Dir: dir, Out: out, Workers: 2, Quiet: true}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	published, err := findings.OpenPublished(out)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	err = published.Anomalies(func(r *findings.Row) {
		want = append(want, finding(r.Rule.ID, r.Verdict.String(), r.ClaimID, r.FR, r.EN, len(r.Facts)))
	})
	if err != nil {
		t.Fatal(err)
	}

	c := &carrier{t: t, dir: t.TempDir(), registers: filepath.Join(dir, "registers")}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: outcome.RunID, AsOf: outcome.AsOf.String()}
	claims := c.read(dir, 500)
	judged := c.do("judge", claims, "", 3)
	w := jobWorld{}
	for _, p := range of(judged, aPart, "body") {
		var days struct{ FirstAct, LastAct civil.Day }
		if err := json.Unmarshal(p["body"].([]byte), &days); err != nil {
			t.Fatal(err)
		}
		if first := days.FirstAct; first.Known() && (!w.FirstAct.Known() || first < w.FirstAct) {
			w.FirstAct = first
		}
		w.LastAct = max(w.LastAct, days.LastAct)
	}
	for _, f := range of(judged, aFacility, "group") {
		w.Facilities = append(w.Facilities, uint64(f["group"].(int64)))
	}
	text, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	putFile(t, filepath.Join(c.dir, "world.json"), text)
	c.job.World = "world.json"

	kept := map[int64]int64{}
	for _, k := range c.do("sift", of(judged, aHint, "group", "place", "body"), "group", 4) {
		kept[k["place"].(int64)] |= k["rule"].(int64)
	}
	var suspects []row
	bodies := map[int64]any{}
	for _, x := range claims {
		if place := x["place"].(int64); kept[place] != 0 {
			suspects = append(suspects, row{"place": place, "rule": kept[place], "body": x["body"]})
			bodies[place] = x["body"]
		}
	}
	marks := c.do("group", of(c.do("trace", suspects, "", 2), aTrace, "group", "place", "body"), "group", 4)
	marked := map[int64]bool{}
	var told []row
	for _, m := range marks {
		place := m["place"].(int64)
		marked[place] = true
		told = append(told, row{"place": place, "body": bodies[place], "mark": m["body"]})
	}
	after := c.do("tell", told, "place", 3)
	var counted []row
	var got []string
	for i, list := range [][]row{judged, after} {
		for _, r := range list {
			if i == 0 && marked[r["place"].(int64)] {
				continue
			}
			switch r["what"] {
			case aFinding:
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
			case aCount:
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
	for _, list := range [][]row{of(judged, aPart, "what", "body"), of(after, aPart, "what", "body"), of(after, aPattern, "what", "body")} {
		for _, r := range list {
			sums = append(sums, row{"what": []byte(r["what"].(string)), "body": r["body"]})
		}
	}
	concluded := c.do("conclude", sums, "", 1)
	var coverage []findings.Coverage
	for _, r := range of(concluded, aCoverage, "body") {
		var row findings.Coverage
		if err := json.Unmarshal(r["body"].([]byte), &row); err != nil {
			t.Fatal(err)
		}
		coverage = append(coverage, row)
	}
	if diff := gocmp.Diff(coverageRows(outcome.Coverage), coverage); diff != "" {
		t.Errorf("coverage:\n%s", diff)
	}
	conduct := int64(len(of(concluded, aConduct, "row")) + len(c.do("repeat", counted, "group", 2)))
	if conduct != outcome.Conduct || conduct == 0 {
		t.Errorf("got %d rows of conduct; want %d", conduct, outcome.Conduct)
	}
}

// What is damaged on its way, or comes to the wrong step, is refused with a message.
func TestStreamsThatAreRefused(t *testing.T) {
	dir := filepath.Join("..", "fixtures", "sample")
	c := &carrier{t: t, dir: t.TempDir()}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: strings.Repeat("0", 32), AsOf: "2026-01-01"}
	claims := c.read(dir, 500)[:3]
	job := filepath.Join(c.dir, "job.json")
	f := func(step string, in []byte, want string) {
		t.Helper()
		var to bytes.Buffer
		_, err := Work(context.Background(), WorkOptions{Step: step, Job: job}, bytes.NewReader(in), &to)
		if !errors.Is(err, ErrUnusable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want it unusable, with %q", step, err, want)
		}
	}
	whole := stream(t, claims)
	f("judge", whole[:len(whole)-9], "ends")
	f("judge", []byte("claim_id,cancels\n"), "no message")
	f("sift", whole, "no column group")
	f("judge", stream(t, []row{{"place": int64(9) << lineBits, "state": int64(0), "body": claims[0]["body"]}}), "input 9")
	scarred := bytes.Clone(claims[0]["body"].([]byte))
	scarred[20] ^= 1
	f("judge", stream(t, []row{{"place": int64(2), "state": int64(0), "body": scarred}}), "checksum")
	f("read", stream(t, []row{{"_file": int64(7), "_block": int64(0), "_line": []byte("x")}}), "input 7")
	hint := make([]byte, hintBytes)
	f("sift", stream(t, []row{{"group": int64(2), "place": int64(1), "body": hint}, {"group": int64(1), "place": int64(1), "body": hint}}), "sorted")
	f("sift", stream(t, []row{{"group": int64(2), "place": int64(1), "body": hint[:9]}}), "hint")
	f("group", stream(t, []row{{"group": int64(2), "place": int64(1), "body": seal(nil)}}), "trace of 0 bytes")
	body, low, high := seal([]byte("no row")), bytes.Repeat([]byte{1}, 16), bytes.Repeat([]byte{2}, 16)
	f("join", stream(t, []row{{"key": low, "place": int64(1), "body": body}}), "not a row")
	c.read(tables(t, 50), 500)
	slices.SortFunc(c.rows, func(a, b row) int { return bytes.Compare(b["key"].([]byte), a["key"].([]byte)) })
	unsorted := []row{{"key": c.rows[0]["key"], "place": int64(1), "body": c.rows[0]["body"]},
		{"key": c.rows[len(c.rows)-1]["key"], "place": int64(2), "body": c.rows[0]["body"]}}
	f("join", stream(t, unsorted), "sorted")
	act := row{"match": high, "place": int64(1), "act": int64(1), "reversal": int64(0), "act_key": []byte("1")}
	f("reverse", stream(t, []row{act, {"match": low, "place": int64(2), "act": int64(2), "reversal": int64(1), "act_key": []byte("2")}}), "sorted")
	act["act"] = int64(9) << lineBits
	f("reverse", stream(t, []row{act}), "no input")
	f("tell", stream(t, []row{{"place": int64(2), "body": claims[0]["body"], "mark": seal([]byte(`{"Rule": 999}`))}}), "rule 999")
	f("conclude", stream(t, []row{{"what": []byte("hint"), "body": []byte("{}")}}), `message "hint"`)
	f("dance", whole, "want one of")
}
