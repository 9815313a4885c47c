package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"vigie/fixtures/synth"
)

// onTerminal runs the program with a terminal of 110 columns for stderr and returns every byte that came there. Once the text
// appears, strike may do something to the program.
func onTerminal(t *testing.T, environment []string, text string, strike func(*os.Process), args ...string) (said string, code int) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skip("there are no pseudo-terminals: ", err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	err = errors.Join(err, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0), unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 110}))
	if err != nil {
		t.Fatal(err)
	}
	master := os.NewFile(uintptr(fd), "ptmx")
	defer master.Close()
	slave, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("vigie", args...)
	c.Env = append(append(os.Environ(), "TERM=xterm"), environment...)
	c.Stderr = slave
	if err := errors.Join(c.Start(), slave.Close()); err != nil {
		t.Fatal(err)
	}
	lingers := time.AfterFunc(3*time.Minute, func() { _ = c.Process.Kill() })
	defer lingers.Stop()
	var all strings.Builder
	for buffer := make([]byte, 4096); ; {
		n, err := master.Read(buffer)
		all.Write(buffer[:n])
		if strike != nil && strings.Contains(all.String(), text) {
			strike(c.Process)
			strike = nil
		}
		if err != nil { // EIO once the other end is closed
			if err != io.EOF && !errors.Is(err, syscall.EIO) {
				t.Error(err)
			}
			break
		}
	}
	_ = c.Wait()
	if strike != nil {
		t.Errorf("%q never appeared", text)
	}
	return all.String(), c.ProcessState.ExitCode()
}

// control are the sequences that bars use: colours, the cursor so many lines up, and erasing the rest of the screen or of the line.
var control = regexp.MustCompile(`^\x1b\[([0-9;]*)([mAJK])`)

// screen is what a terminal shows after all it was sent, line by line.
func screen(t *testing.T, sent string) []string {
	t.Helper()
	lines, row, column := [][]rune{nil}, 0, 0
	for len(sent) > 0 {
		if m := control.FindStringSubmatch(sent); m != nil {
			n, _ := strconv.Atoi(m[1])
			switch m[2] {
			case "A":
				row = max(0, row-max(n, 1))
			case "J":
				lines = lines[:row+1]
				lines[row] = lines[row][:min(column, len(lines[row]))]
			case "K":
				lines[row] = lines[row][:min(column, len(lines[row]))]
			}
			sent = sent[len(m[0]):]
			continue
		}
		r := []rune(sent[:min(len(sent), 4)])[0]
		sent = sent[len(string(r)):]
		switch r {
		case '\r':
			column = 0
		case '\n':
			if row++; row == len(lines) {
				lines = append(lines, nil)
			}
		case '\x1b':
			t.Fatalf("got a sequence that nobody here knows: %.20q", sent)
		default:
			for len(lines[row]) <= column {
				lines[row] = append(lines[row], ' ')
			}
			lines[row][column] = r
			column++
		}
	}
	if column != 0 || len(lines[row]) != 0 {
		t.Errorf("the cursor was left in a line: %q", string(lines[row]))
	}
	var text []string
	for _, line := range lines[:row] {
		text = append(text, strings.TrimRight(string(line), " "))
	}
	return text
}

var (
	colour = regexp.MustCompile(`\x1b\[[0-9;]*m`)
	moving = regexp.MustCompile(`judging claims +\[[=> -]{3,}\] +[0-9]+ %`)
	stage  = regexp.MustCompile(`^(reading registers|preparing claims|looking for reversals|judging claims|finding candidates|reading candidates|judging groups|writing findings|publishing) `)
)

// On a terminal bars move during the run, each finished stage stays as a line, and the summary comes last. There are colours unless
// they are turned off, and nothing is drawn where no terminal or flag asks for it.
func TestBars(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "claims")
	if _, err := synth.Write(t.Context(), dir, synth.Options{Legs: 60_000, Seed: 4}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "registers", "nobodys.csv"), nil, 0o600); err != nil { // for an event
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	args := func(flags ...string) []string {
		return append([]string{"audit", dir, "--out", out, "--replace"}, flags...)
	}

	f := func(environment []string, coloured, barred bool, flags ...string) {
		t.Helper()
		sent, code := onTerminal(t, environment, "", nil, args(flags...)...)
		if code != 0 {
			t.Fatalf("%v: got exit code %d\n%s", flags, code, sent)
		}
		what := fmt.Sprint(environment, flags)
		if got := colour.MatchString(sent); got != coloured {
			t.Errorf("%s: got colours %t; want %t", what, got, coloured)
		}
		if got := moving.MatchString(sent); got != barred {
			t.Errorf("%s: got bars that move %t; want %t\n%.2000q", what, got, barred, sent)
		}
		var stages, others []string
		for _, line := range screen(t, colour.ReplaceAllString(sent, "")) {
			if name := stage.FindString(line); name != "" {
				stages = append(stages, name)
				if strings.Contains(line, "[") && !strings.HasSuffix(line, "done") {
					t.Errorf("%s: got %q on the screen at the end; want a stage that is done", what, line)
				}
			} else if line != "" {
				others = append(others, line)
			}
		}
		if judged := slices.Contains(stages, "judging claims "); barred != judged { // the others may end before they are drawn
			t.Errorf("%s: got the stages %q at the end", what, stages)
		}
		for i, name := range stages {
			for _, other := range stages[:i] {
				if name == other {
					t.Errorf("%s: %q is left twice", what, name)
				}
			}
		}
		if len(others) < 2 || !strings.Contains(others[0], "nobodys.csv") {
			t.Errorf("%s: got %q beside the bars; want the event first", what, others)
		}
		for _, line := range others {
			if strings.ContainsAny(line, "\x1b") || strings.Contains(line, "[=") || strings.Contains(line, "[>") {
				t.Errorf("%s: got %q left on the screen", what, line)
			}
		}
	}
	f(nil, true, true)
	f([]string{"NO_COLOR=1"}, false, true)
	f([]string{"TERM=dumb"}, true, false)
	f(nil, true, false, "--progress", "never")
	f(nil, false, true, "--progress", "always", "--log", "json")
	f(nil, false, false, "--log", "json")

	// An interrupt adds one line, below what was drawn.
	sent, code := onTerminal(t, nil, "judging claims", func(p *os.Process) { _ = p.Signal(syscall.SIGINT) }, args()...)
	lines := screen(t, colour.ReplaceAllString(sent, ""))
	if last := lines[len(lines)-1]; code != 130 || !strings.HasPrefix(last, "vigie: ") {
		t.Errorf("interrupted: got exit code %d and %q last; want 130 and why\n%q", code, last, lines)
	}
}
