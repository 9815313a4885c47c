package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/fixtures/synth"
)

// long skips a test in a short run, which is how the race detector runs. It makes whole programs eight times slower and would watch
// the same program again and again; TestRaces has it watch once whatever of the program runs concurrently.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it is long")
	}
}

// TestRaces runs the program that has the race detector in it through what runs concurrently: workers, the disk in place of
// memory, the heartbeat, a second night, registers and claims read by processes of their own, the DCIR join, interrupts.
// Where the detector finds a race, the exit code is 66.
func TestRaces(t *testing.T) {
	if !raceDetector {
		t.Skip("there is no race detector in the program")
	}
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for name, o := range map[string]synth.Options{"claims": {Legs: 1500, Seed: 7}, "dcir": {Legs: 600, Seed: 7, Layout: synth.DCIR}} {
		if _, err := synth.Write(t.Context(), at(name), o); err != nil {
			t.Fatal(err)
		}
	}
	started := func(args ...string) (*exec.Cmd, *bytes.Buffer) {
		t.Helper()
		c := exec.Command("vigie", args...)
		c.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
		stderr := new(bytes.Buffer)
		c.Stdout, c.Stderr = stderr, stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return c, stderr
	}
	ended := func(c *exec.Cmd, stderr *bytes.Buffer, want ...int) {
		t.Helper()
		_ = c.Wait()
		code := c.ProcessState.ExitCode()
		for _, w := range want {
			if code == w && !strings.Contains(stderr.String(), "DATA RACE") {
				return
			}
		}
		t.Errorf("%s: got exit code %d; want one of %v and no race\n%.4000s", strings.Join(c.Args[1:], " "), code, want, stderr)
	}
	runs := func(want int, args ...string) {
		t.Helper()
		c, stderr := started(args...)
		ended(c, stderr, want)
	}
	runs(0, "audit", at("claims"), "--out", at("out"), "--workers", "3", "--metrics", at("run.prom"))
	runs(0, "audit", at("claims"), "--out", at("again"), "--workers", "3", "--memory", "1MiB", "--history", at("out"), "--progress", "always")
	runs(0, "audit", at("dcir"), "--out", at("joined"), "--workers", "3", "--memory", "1MiB")
	runs(0, "check", at("claims"))
	runs(0, "diff", at("out"), at("again"))
	runs(0, "verify", at("out"))
	for _, after := range []time.Duration{300, 900, 2000} {
		c, stderr := started("audit", at("claims"), "--out", at("out"), "--replace", "--workers", "3")
		time.Sleep(after * time.Millisecond)
		_ = c.Process.Signal(syscall.SIGINT)
		ended(c, stderr, 130, 0, -1) // -1: before the program could listen
	}
}
