package worker

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/fixtures/synth"
	"vigie/rules/claim"
)

// The steps, each in several processes, find what one audit finds, and count what it counts.
func TestStepsFindWhatAnAuditFinds(t *testing.T) {
	if steps := sameAsAudit(t, filepath.Join("..", "..", "fixtures", "sample"), nil); steps.conduct == 0 {
		t.Error("got no conduct; want some")
	}
}

func TestStepsFindInTables(t *testing.T) {
	if steps := sameAsAudit(t, tables(t, 4000), nil); steps.conduct == 0 {
		t.Error("got no conduct; want some")
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
	key := make([]byte, keyBytes)
	f("prefilter", stream(t, []row{{"group": int64(2), "position": int64(1), "body": key}, {"group": int64(1), "position": int64(1), "body": key}}), "sorted")
	f("prefilter", stream(t, []row{{"group": int64(2), "position": int64(1), "body": key[:9]}}), "group key")
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

// Prescribers are held against a mean to which the claims of every process count.
func TestStepsHoldPrescribersAgainstTheMean(t *testing.T) {
	dir := t.TempDir()
	if _, err := synth.Write(t.Context(), dir, synth.Options{Legs: 16_000, Seed: 1, NoCare: true}); err != nil {
		t.Fatal(err)
	}
	if steps := sameAsAudit(t, dir, []string{"l162-1-15-above-mean"}); steps.conduct == 0 {
		t.Error("got no conduct; want some")
	}
}
