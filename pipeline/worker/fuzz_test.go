package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dcir"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
)

// refused says whether an error refuses a stream, and is not a failure of the program.
func refused(err error) bool {
	return slices.ContainsFunc([]error{
		ErrStep, ErrJob, judge.ErrRule, claimfile.ErrMissingColumn, dcir.ErrMissingColumn, dcir.ErrPackedRow, tablefile.ErrNotATable, tablefile.ErrCorrupt, tablefile.ErrLimit,
	}, func(target error) bool { return errors.Is(err, target) })
}

// FuzzWork hands any bytes to any step as the stream of another process. It is answered, or refused as unusable with a message
// that names no patient; it never crashes, hangs, or takes memory that the stream does not fill.
func FuzzWork(f *testing.F) {
	dir := filepath.Join("..", "..", "fixtures", "sample")
	c := &carrier{t: f, dir: f.TempDir(), registers: filepath.Join(dir, "registers")}
	c.job = Job{HashKey: strings.Repeat("2a", 16), RunID: strings.Repeat("0", 32), AsOf: "2026-01-01"}
	claims := c.read(dir, 500)[:20]
	lines := c.lines[:2]
	c.read(tables(f, 100), 500)
	slices.SortFunc(c.rows, func(a, b row) int { return bytes.Compare(a["key"].([]byte), b["key"].([]byte)) })
	slices.SortFunc(c.acts, func(a, b row) int { return bytes.Compare(a["match"].([]byte), b["match"].([]byte)) })
	judged := c.do("judge", claims, "", 1)
	candidates := []row{{"position": claims[0]["position"], "rule": int64(1<<40 - 1), "body": claims[0]["body"]}}
	members := of(c.do("members", candidates, "", 1), msgMember, "group", "position", "body")
	ruling, err := json.Marshal(sentRuling{})
	if err != nil {
		f.Fatal(err)
	}
	seeds := map[string][]row{
		"read": append(slices.Clone(lines), c.lines[:3]...),
		"join": c.rows[:12], "reverse": c.acts[:12], "judge": claims, "prefilter": of(judged, msgKey, "group", "position", "body")[:1], "members": candidates, "group": members[:1],
		"describe": {{"position": claims[0]["position"], "body": claims[0]["body"], "ruling": seal(ruling)}},
		"repeat":   {{"group": int64(1), "rule": int64(0), "body": seal([]byte(`{"Day": 1}`))}},
		"match":    c.bodies[:min(12, len(c.bodies))], "today": c.days[:min(12, len(c.days))],
		"conclude": {{"what": []byte(msgPart), "body": of(judged, msgPart, "body")[0]["body"]}},
	}
	for i, step := range Steps {
		whole := stream(f, seeds[step])
		f.Add(byte(i), whole)
		f.Add(byte(i), append(bytes.Clone(whole), whole...))
		for _, n := range []int{4, 8, 40, len(whole) / 2, len(whole) - 8} {
			f.Add(byte(i), whole[:n])
		}
		for at := 0; at < len(whole); at += 1 + len(whole)/40 {
			scarred := bytes.Clone(whole)
			scarred[at] ^= 0xff
			f.Add(byte(i), scarred)
		}
	}
	text, err := json.Marshal(c.job)
	if err != nil {
		f.Fatal(err)
	}
	job := filepath.Join(c.dir, "fuzz.json")
	putFile(f, job, text)
	w, err := newStepWorker(Options{Step: "read", Job: job})
	if err != nil {
		f.Fatal(err)
	}
	w.out = io.Discard
	f.Fuzz(func(t *testing.T, step byte, in []byte) {
		err := w.serve(context.Background(), Steps[int(step)%len(Steps)], tablefile.NewStreams(bytes.NewReader(in)))
		switch {
		case err == nil:
		case !refused(err):
			t.Fatalf("got %v; want it unusable", err)
		case len(err.Error()) > 1000:
			t.Fatalf("got a message of %d bytes, %.400q; want a line", len(err.Error()), err)
		}
	})
}
