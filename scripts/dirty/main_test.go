package main

import (
	"bytes"
	"fmt"
	"testing"
)

// A file of many lines: the same seed gives the same damage, another seed or name another one; the header stays, and about as many
// lines are damaged as are meant to be.
func TestDamage(t *testing.T) {
	content := []byte("claim_id,service,departed_at\n")
	lines := map[string]bool{}
	const n = 20_000
	for i := range n {
		line := fmt.Sprintf("C%05d,taxi,2025-06-01T10:%02d", i, i%60)
		lines[line] = true
		content = append(content, line+"\n"...)
	}
	damaged := func(seed uint64, name string) []byte {
		t.Helper()
		got, err := damage(content, source(seed, name))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := damaged(1, "transports.csv")
	if !bytes.Equal(first, damaged(1, "transports.csv")) {
		t.Error("the same seed: got other bytes; want the same")
	}
	if bytes.Equal(first, damaged(2, "transports.csv")) || bytes.Equal(first, damaged(1, "care.csv")) {
		t.Error("another seed or file: got the same bytes; want others")
	}
	header, rest, _ := bytes.Cut(first, []byte("\n"))
	if string(header) != "claim_id,service,departed_at" {
		t.Errorf("got the header %q; want it as it was", header)
	}
	whole := map[string]bool{}
	for line := range bytes.SplitSeq(rest, []byte("\n")) {
		if lines[string(line)] {
			whole[string(line)] = true
		}
	}
	// Of 20,000 lines 500 are drawn. Those that stand twice are whole, one in ten, and a few that are cut at their end or lose nothing.
	if lost := n - len(whole); lost < 350 || lost > 550 {
		t.Errorf("got %d of %d lines damaged; want about 440", lost, n)
	}
}

func TestDamageWantsCSV(t *testing.T) {
	if _, err := damage([]byte("no header\n1\n"), source(1, "notes.txt")); err == nil {
		t.Error("got no error; want one, since there is no separator")
	}
}
