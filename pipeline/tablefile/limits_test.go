package tablefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// readSwitch is the variable that makes TestReadElsewhere read a file and report about it.
const readSwitch = "VIGIE_TEST_READ"

// readReport is the report of another process about a file that it read to its end or to the first error.
type readReport struct {
	Records, Faults int
	First           string // reason of the first fault
	FirstLength     int64  // of its record
	Error           string
	Kind            string // of error: table, corrupt or limit
	Peak            int64  // the most bytes that the process had, by the kernel; 0 where the kernel does not say
}

// TestReadElsewhere is not a test: it is the other process of readElsewhere.
func TestReadElsewhere(t *testing.T) {
	path := os.Getenv(readSwitch)
	if path == "" {
		t.Skip("it is what other tests start")
	}
	var r readReport
	err := readOver(path, &r)
	if err != nil {
		r.Error = err.Error()
		for kind, is := range map[string]error{"table": ErrNotATable, "corrupt": ErrCorrupt, "limit": ErrLimit} {
			if errors.Is(err, is) {
				r.Kind = kind
			}
		}
	}
	r.Peak = peakMemory()
	report, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\n%s%s\n", readSwitch, report)
}

func readOver(path string, into *readReport) error {
	f, err := Open(path, Options{})
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		c, err := f.Next()
		if err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		c.Each(func(r *Record) {
			into.Records++
			if r.Fault == nil {
				return
			}
			if into.Faults++; into.Faults == 1 {
				into.First, into.FirstLength = r.Fault.Reason, r.Length
			}
		})
		c.Release()
	}
}

// peakMemory is the most memory that this process has had.
func peakMemory() (bytes int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &bytes); n == 1 {
			return bytes << 10
		}
	}
	return 0
}

// readElsewhere reads a file in a process of its own, whose memory can be measured.
func readElsewhere(t *testing.T, path string) (r readReport) {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestReadElsewhere$", "-test.count=1")
	command.Env = append(os.Environ(), readSwitch+"="+path, "GORACE=atexit_sleep_ms=0")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: the reader ended with %v: %.2000s", filepath.Base(path), err, out)
	}
	for line := range strings.Lines(string(out)) {
		if report, ok := strings.CutPrefix(line, readSwitch); ok {
			if err := json.Unmarshal([]byte(report), &r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return r
}

// mostMemory is how much more memory reading any of these files may take than reading one line. It is far more than is needed, and
// less than the content of the files: a reader that kept a whole file would be noticed.
const mostMemory = 40 << 20

// limitTest writes files that are beyond a limit, and checks what reading them gives.
type limitTest struct {
	*testing.T
	folder string
	base   int64 // peak memory of reading one line
}

// skipUnderRace skips a test under the race detector: its files are so large or so many that it would take minutes there, and its reader
// does nothing that other tests do not cover.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it is heavy")
	}
}

func newLimitTest(t *testing.T) *limitTest {
	skipUnderRace(t)
	l := &limitTest{T: t, folder: t.TempDir()}
	l.base = readElsewhere(t, l.file("base.csv", func(w *bufio.Writer) { w.WriteString("a\n1\n") })).Peak
	return l
}

// file writes a file piece by piece.
func (l *limitTest) file(name string, fill func(w *bufio.Writer)) string {
	l.Helper()
	path := filepath.Join(l.folder, name)
	f, err := os.Create(path)
	if err != nil {
		l.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fill(w)
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		l.Fatal(err)
	}
	return path
}

// check reads the file and checks the result: want is "records faults" or the kind of error, says a part of the fault or error.
func (l *limitTest) check(path, want, says string, most int64) {
	l.Helper()
	r := readElsewhere(l.T, path)
	got, message := r.Kind, r.Error
	if r.Error == "" {
		got, message = fmt.Sprintf("%d records, %d faults", r.Records, r.Faults), r.First
	}
	if got != want || !strings.Contains(message, says) {
		l.Errorf("%s: got %s, %q; want %s, %q", filepath.Base(path), got, message, want, says)
	}
	l.Logf("%s: %s; peak memory %d MiB, of which %d MiB to read a line", filepath.Base(path), got, r.Peak>>20, l.base>>20)
	if r.Peak > l.base+most {
		l.Errorf("%s: got %d bytes at most; want %d", filepath.Base(path), r.Peak, l.base+most)
	}
	_ = os.Remove(path)
}

func repeat(w *bufio.Writer, s string, times int) {
	for range times {
		w.WriteString(s)
	}
}

// Lines, quotes and empty lines of any length cost no more than a few chunks.
func TestLongText(t *testing.T) {
	l := newLimitTest(t)
	const mib = 1 << 20
	f := func(name, want, says string, fill func(w *bufio.Writer)) {
		t.Helper()
		l.check(l.file(name, fill), want, says, mostMemory)
	}
	f("line.csv", "2 records, 1 faults", "got a line of 10485760 bytes; want at most 1048576", func(w *bufio.Writer) {
		w.WriteString("a\n1\n")
		repeat(w, "0123456789abcdef", 10*mib/16)
	})
	f("line_in_the_header.csv", "table", "got a first line of more than 1 MiB", func(w *bufio.Writer) { repeat(w, "0123456789abcdef", 64*mib/16) })
	f("line_at_the_limit.csv", "2 records, 0 faults", "", func(w *bufio.Writer) {
		w.WriteString("a\n")
		repeat(w, "x", mib)
		w.WriteString("\n1")
	})
	f("line_over_the_limit.csv", "2 records, 1 faults", "got a line of 1048577 bytes; want at most 1048576", func(w *bufio.Writer) {
		w.WriteString("a\n")
		repeat(w, "x", mib+1)
		w.WriteString("\n1")
	})
	f("quote.csv", "2 records, 1 faults", "got a line of 52428801 bytes; want at most 1048576", func(w *bufio.Writer) {
		w.WriteString("a\n1\n\"")
		repeat(w, "0123456789abcdef", 50*mib/16)
	})
	f("quote_over_lines.csv", "819201 records, 1 faults", "got a quote that is still open", func(w *bufio.Writer) {
		w.WriteString("a\n\"")
		repeat(w, strings.Repeat("1234567", 9)+"\n", 50*mib/64+1)
	})
	f("quotes_over_lines.csv", "1048576 records, 1048576 faults", "got a quote that is still open", func(w *bufio.Writer) {
		w.WriteString("a,b\n")
		repeat(w, "abcdefghijklmnopqr\",\"abc\n", mib) // each line closes a quote and opens the next one
	})
	f("newlines.csv", "table", "got nothing but empty lines; want a header", func(w *bufio.Writer) { repeat(w, "\n\n\r\n", 64*mib/4) })
	f("newlines_below.csv", "1 records, 0 faults", "", func(w *bufio.Writer) {
		w.WriteString("a\n")
		repeat(w, "\n\n\r\n", 64*mib/4)
		w.WriteString("1")
	})
	f("nul.csv", "table", "got binary data (a zero byte)", func(w *bufio.Writer) { repeat(w, "\x00\x00\x00\x00\x00\x00\x00\x00", 64*mib/8) })
	f("nul_behind.csv", "8193 records, 1 faults", "got a line of 67108864 bytes", func(w *bufio.Writer) {
		w.WriteString("a\n")
		repeat(w, "1234567\n", sniffBytes/8)
		repeat(w, "\x00\x00\x00\x00\x00\x00\x00\x00", 64*mib/8)
	})
}

// The largest number of columns, and one more.
func TestManyColumns(t *testing.T) {
	l := newLimitTest(t)
	columns := func(n int) func(w *bufio.Writer) {
		return func(w *bufio.Writer) {
			for i := range n - 1 {
				fmt.Fprintf(w, "c%d,", i)
			}
			w.WriteString("last\n")
			for range 100 {
				repeat(w, "1,", n-1)
				w.WriteString("1\n")
			}
		}
	}
	l.check(l.file("columns.csv", columns(4096)), "100 records, 0 faults", "", mostMemory)
	l.check(l.file("columns_too_many.csv", columns(4097)), "limit", "got 4097 columns; want at most 4096", mostMemory)
	l.check(l.file("columns_far_too_many.csv", func(w *bufio.Writer) { repeat(w, ",", 1<<20-1) }), "limit", "columns; want at most 4096", mostMemory)
	l.check(l.file("cells_far_too_many.csv", func(w *bufio.Writer) {
		w.WriteString("a,b\n")
		for range 50 {
			repeat(w, ",", 1<<20-1)
			w.WriteString("\n")
		}
	}), "50 records, 50 faults", "got 1048576 fields; want 2", mostMemory)
}

// refusedEarly checks that the reader refused a bomb long before its end, by the numbers in its own message.
func (l *limitTest) refusedEarly(path string) {
	l.Helper()
	var text, stored int64
	message := readElsewhere(l.T, path).Error
	if _, err := fmt.Sscanf(message[strings.Index(message, "got"):], "got %d bytes out of %d", &text, &stored); err != nil || text > 16<<20 || stored > 16<<10 {
		l.Errorf("%s: got %q; want that it was given up within 16 MiB of text out of 16 KiB", filepath.Base(path), message)
	}
}

// Files with more than a thousand times their size in text are refused before they cost more than others.
func TestBombs(t *testing.T) {
	l := newLimitTest(t)
	const size = 64 << 20
	for name, piece := range map[string]string{"newlines": "\n", "line": "x"} {
		block := bytes.Repeat([]byte(piece), 16<<20)
		var member bytes.Buffer
		z := gzip.NewWriter(&member)
		_, _ = z.Write(block)
		_ = z.Close()
		path := l.file(name+".csv.gz", func(w *bufio.Writer) {
			z := gzip.NewWriter(w)
			_, _ = z.Write([]byte("a\n1\n"))
			_ = z.Close()
			repeat(w, member.String(), size/len(block))
		})
		l.refusedEarly(path)
		l.check(path, "limit", "want at most 1000 times as many", mostMemory)
		l.check(l.file(name+".csv.zst", func(w *bufio.Writer) {
			z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = z.Write([]byte("a\n1\n"))
			for range size / len(block) {
				_, _ = z.Write(block)
			}
			_ = z.Close()
		}), "limit", "want at most 1000 times as many", mostMemory)
	}
	// A frame that only declares how large a window it needs: the largest one that is accepted, and twice as much.
	frame := func(window byte) func(w *bufio.Writer) {
		return func(w *bufio.Writer) {
			w.Write([]byte{0x28, 0xb5, 0x2f, 0xfd, 0, window << 3, 4<<3 | 1, 0, 0})
			w.WriteString("a\n1\n")
		}
	}
	l.check(l.file("window.csv.zst", frame(17)), "1 records, 0 faults", "", mostMemory+maxWindow)
	l.check(l.file("window_too_large.csv.zst", frame(18)), "limit",
		"got zstd data with a window of 256 MiB; want at most 128: compress the file again without --long", mostMemory)
}
