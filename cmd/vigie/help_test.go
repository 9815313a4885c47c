package main

import (
	"os"
	"strings"
	"testing"
)

// The help of every command has an example that begins with the name of the command.
func TestExamples(t *testing.T) {
	for _, c := range newRoot(&terminal{out: os.Stdout, err: os.Stderr}).Commands() {
		if !strings.Contains(c.Example, "vigie "+c.Name()) && !strings.Contains(c.Example, "vigie help "+c.Name()) {
			t.Errorf("%s: got the examples %q; want one with its name", c.Name(), c.Example)
		}
		if c.Short == "" {
			t.Errorf("%s: got no short text", c.Name())
		}
	}
}
