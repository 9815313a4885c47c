package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"vigie/fixtures/synth"
)

// Whatever happens to a run, OUT is whole or not there. What a killed run leaves beside OUT is removed by the next run, which gives
// the bytes of an undisturbed run. These tests start real processes; no result depends on how fast they are.

// fault is a dataset, the bytes that an undisturbed audit of it gives, and a folder to run in.
type fault struct {
	*testing.T
	dir, parent, out string
	peace            map[string][]byte
	takes            time.Duration
}

func newFault(t *testing.T, legs int) *fault {
	t.Helper()
	long(t)
	f := &fault{T: t, dir: t.TempDir(), parent: t.TempDir()}
	f.out = filepath.Join(f.parent, "out")
	if _, err := synth.Write(t.Context(), f.dir, synth.Options{Legs: legs, Seed: 5}); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	f.must(0, f.command())
	f.takes = time.Since(began)
	f.peace = f.published()
	if err := os.RemoveAll(f.out); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fault) command(flags ...string) *exec.Cmd {
	return exec.Command("vigie", append([]string{"audit", f.dir, "--out", f.out}, flags...)...)
}

// must runs a command that has to end with the code, and returns its stderr.
func (f *fault) must(code int, c *exec.Cmd) string {
	f.Helper()
	var stderr bytes.Buffer
	c.Stderr = &stderr
	_ = c.Run()
	if got := c.ProcessState.ExitCode(); got != code {
		f.Fatalf("%s: got exit code %d; want %d\n%.2000s", strings.Join(c.Args, " "), got, code, stderr.String())
	}
	return stderr.String()
}

// published reads the tables of OUT.
func (f *fault) published() map[string][]byte {
	f.Helper()
	tables := map[string][]byte{}
	for _, name := range []string{"anomalies", "conduct", "coverage", "rejects", "ledger"} {
		b, err := os.ReadFile(filepath.Join(f.out, name+".parquet"))
		if err != nil {
			f.Fatal(err)
		}
		tables[name] = b
	}
	return tables
}

// whole checks that OUT is not there, or is what an undisturbed run gives, and returns whether it is there.
func (f *fault) whole() (exists bool) {
	f.Helper()
	if _, err := os.Lstat(f.out); errors.Is(err, os.ErrNotExist) {
		return false
	}
	for name, want := range f.peace {
		if got := f.published()[name]; !bytes.Equal(got, want) {
			f.Fatalf("%s: got %d bytes that are not those of an undisturbed run", name, len(got))
		}
	}
	f.must(0, exec.Command("vigie", "verify", f.out))
	return true
}

// alone checks that nothing is left beside OUT.
func (f *fault) alone() {
	f.Helper()
	names, err := os.ReadDir(f.parent)
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		if name.Name() != "out" {
			f.Errorf("%s is left beside OUT", name.Name())
		}
	}
}

// struck starts a run and disturbs it after a part of the time that an undisturbed run takes.
func (f *fault) struck(part float64, strike func(*os.Process)) (code int, stderr string) {
	f.Helper()
	c := f.command("--replace")
	var output bytes.Buffer
	c.Stderr = &output
	if err := c.Start(); err != nil {
		f.Fatal(err)
	}
	time.Sleep(time.Duration(part * float64(f.takes)))
	strike(c.Process)
	_ = c.Wait()
	return c.ProcessState.ExitCode(), output.String()
}

func TestKilledAtAnyInstant(t *testing.T) {
	f := newFault(t, 4000)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		f.struck(1.1*rng.Float64(), func(p *os.Process) { _ = p.Kill() })
		f.whole()
	}
	f.must(0, f.command("--replace"))
	if !f.whole() {
		t.Error("got no OUT from the run after them")
	}
	f.alone()
}

func TestInterruptedAtAnyInstant(t *testing.T) {
	f := newFault(t, 4000)
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 12 {
		signal := []os.Signal{syscall.SIGINT, syscall.SIGTERM}[i%2]
		existed := f.whole()
		code, stderr := f.struck(1.1*rng.Float64(), func(p *os.Process) { _ = p.Signal(signal) })
		switch now := f.whole(); {
		case code == 0 && now, code == 130 && now == existed: // the signal came after OUT had its name, or before
		case code == -1 && now == existed: // before the program could listen
		default:
			t.Errorf("%v: got exit code %d, OUT exists %t, before %t\n%s", signal, code, now, existed, stderr)
		}
		f.alone()
	}
}

// A full disk, as a limit on the size of files, ends in one clear error.
func TestDiskFull(t *testing.T) {
	f := newFault(t, 4000)
	for _, kib := range []int{0, 1, 8, 32} {
		c := exec.Command("bash", "-c", fmt.Sprintf("ulimit -f %d; exec vigie audit %q --out %q", kib, f.dir, f.out))
		stderr := f.must(1, c)
		var faults []string // warnings about the data, which may come first, are JSON
		for line := range strings.Lines(stderr) {
			if !strings.HasPrefix(line, "{") {
				faults = append(faults, line)
			}
		}
		if len(faults) != 1 || !strings.HasPrefix(faults[0], "vigie: cannot ") {
			t.Errorf("%d KiB: got %q; want one line that says what could not be done", kib, stderr)
		}
		if f.whole() {
			t.Errorf("%d KiB: OUT is there", kib)
		}
		f.alone()
	}
	f.must(0, f.command())
	f.whole()
}

// An input that shrinks, grows or vanishes while it is read ends the run: all findings must come from the same bytes.
func TestInputMoves(t *testing.T) {
	moves := map[string]func(path string) error{
		"vanishes": os.Remove,
		"shrinks":  func(path string) error { return os.Truncate(path, 100_000) },
		"grows": func(path string) error {
			file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = file.WriteString("\n")
			return errors.Join(err, file.Close())
		},
	}
	for name, move := range moves {
		t.Run(name, func(t *testing.T) {
			f := newFault(t, 4000)
			path := filepath.Join(f.dir, "transports.csv")
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			moved := 0
			for _, part := range []float64{0.2, 0.4, 0.5, 0.6, 0.7, 0.8} {
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.RemoveAll(f.out); err != nil {
					t.Fatal(err)
				}
				code, stderr := f.struck(part, func(*os.Process) {
					if err := move(path); err != nil {
						t.Fatal(err)
					}
				})
				_, err := os.Lstat(f.out)
				switch exists := err == nil; {
				case (code == 0 || code == 3) && exists && f.readOf(path, content): // moved before the run began, or after it had read it
				case code == 1 && !exists && strings.Contains(stderr, "an input changed while it was read: transports.csv"):
					moved++
				case code == 1 && !exists && name == "vanishes" || code == 4 && !exists && part < 0.5: // before the run began to read it
				default:
					t.Errorf("after %.1f of the time: got exit code %d, OUT exists %t\n%.500s", part, code, exists, stderr)
				}
				f.alone()
			}
			t.Logf("found to have moved in %d of 6 runs", moved)
		})
	}
}

// readOf says whether OUT was made of one state of the input: as it was at first, which gives the bytes of an undisturbed run, or as
// it is now.
func (f *fault) readOf(path string, before []byte) bool {
	f.Helper()
	manifest, err := os.ReadFile(filepath.Join(f.out, "manifest.json"))
	if err != nil {
		f.Fatal(err)
	}
	now, err := os.ReadFile(path)
	if err != nil && !bytes.Contains(manifest, []byte(filepath.Base(path))) {
		return true
	}
	if err == nil && bytes.Contains(manifest, fmt.Appendf(nil, "%x", sha256.Sum256(now))) {
		return true
	}
	return bytes.Contains(manifest, fmt.Appendf(nil, "%x", sha256.Sum256(before))) && f.whole()
}

// A read that fails is a failure, not the end of the file.
func TestReadError(t *testing.T) {
	f := newFault(t, 500)
	path := filepath.Join(f.dir, "transports_2.csv")
	if err := os.Symlink("/proc/self/mem", path); err != nil {
		t.Skip(err)
	}
	if stderr := f.must(1, f.command()); !strings.Contains(stderr, "transports_2.csv") || !strings.Contains(stderr, "input/output error") {
		t.Errorf("got %q; want the file and what went wrong", stderr)
	}
	if f.whole() {
		t.Error("OUT is there")
	}
	f.alone()
}

// A parent folder in which no file can be made, and another run that holds the lock of OUT.
func TestOutIsNotToBeHad(t *testing.T) {
	f := newFault(t, 500)
	f.out = "/sys/vigie-out"
	if stderr := f.must(1, f.command()); !strings.Contains(stderr, "cannot use /sys/vigie-out") {
		t.Errorf("got %q; want that the name cannot be used", stderr)
	}
	f.out = filepath.Join(f.parent, "out")
	lock := flock.New(filepath.Join(f.parent, ".out.lock"))
	if held, err := lock.TryLock(); err != nil || !held {
		t.Fatal(held, err)
	}
	if stderr := f.must(75, f.command()); !strings.Contains(stderr, "another run holds it") {
		t.Errorf("got %q; want that another run holds it", stderr)
	}
	if err := errors.Join(lock.Unlock(), os.Remove(lock.Path())); err != nil {
		t.Fatal(err)
	}
	f.must(0, f.command())
	f.whole()
	f.alone()
}

// The tables depend neither on the time zone of the machine nor on its clock, which the faketime library sets back where it is there.
func TestClockElsewhere(t *testing.T) {
	f := newFault(t, 500)
	environments := [][]string{{"TZ=Pacific/Kiritimati"}, {"TZ=America/Los_Angeles"}}
	if library, err := filepath.Glob("/usr/lib/*/faketime/libfaketime.so.1"); err == nil && len(library) > 0 {
		environments = append(environments, []string{"LD_PRELOAD=" + library[0], "FAKETIME=-400d"})
	}
	for _, environment := range environments {
		c := f.command("--replace")
		c.Env = append(os.Environ(), environment...)
		f.must(0, c)
		f.whole()
	}
}
