package main

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// marker is in every identifier and name of a person in the data of TestNoIdentifierIsTold.
const marker = "ZQXJ"

// personal are the columns of claims and registers that have one.
var personal = []string{"patient_id", "driver_id", "attendant_id", "driver_name", "attendant_name", "person_id", "holder_id", "card_id", "name"}

// TestNoIdentifierIsTold audits data whose persons are marked, good and damaged in every way, and looks for the mark in every
// byte of stderr, in the metrics, in what verify prints and in the names of files.
func TestNoIdentifierIsTold(t *testing.T) {
	t.Parallel()
	long(t)
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	marked := markedSample(t, at("claims"))
	if marked < 2000 {
		t.Fatalf("got %d marked cells; want them everywhere", marked)
	}
	wanted := func(want int, args ...string) {
		t.Helper()
		c := exec.Command("vigie", args...)
		c.Dir = folder
		var out, err bytes.Buffer
		c.Stdout, c.Stderr = &out, &err
		_ = c.Run()
		if got := c.ProcessState.ExitCode(); got != want {
			t.Errorf("%q: got exit code %d; want %d\n%.400s", args, got, want, err.String())
		}
		if args[0] == "verify" {
			err.Write(out.Bytes())
		}
		if i := bytes.Index(err.Bytes(), []byte(marker)); i >= 0 {
			t.Errorf("%q: got an identifier in the output: %q", args, err.Bytes()[max(0, i-200):min(err.Len(), i+40)])
		}
		lookForMarker(t, folder)
	}
	audit := func(want int, dir string, args ...string) {
		t.Helper()
		out := "out-" + dir
		wanted(want, append([]string{"audit", dir, "--out", out, "--replace", "--metrics", "run.prom", "--progress", "always"}, args...)...)
		wanted(want, append([]string{"audit", dir, "--out", out, "--replace", "--log", "console"}, args...)...)
	}

	audit(0, "claims")
	audit(5, "claims", "--fail-on", "review")
	audit(0, "claims", "--history", "out-claims", "--memory", "1MiB", "--as-of", "2027-01-01")
	wanted(4, "audit", "claims", "--out", "out-claims")
	wanted(4, "explain", "out-claims", marker)
	wanted(0, "check", "claims")
	wanted(0, "deadlines", "claims")
	wanted(0, "verify", "out-claims")
	wanted(0, "nights", ".")
	wanted(0, "nights", ".", "--json")
	if err := os.WriteFile(at("out-claims/anomalies.parquet"), []byte(marker), 0o600); err != nil {
		t.Fatal(err)
	}
	wanted(1, "verify", "out-claims")
	wanted(4, "audit", "claims", "--out", "late", "--history", "out-claims", "--registers", "nowhere")

	// Damage to the claims, of one line or of all.
	f := func(want int, name string, damage func(lines []string) []string) {
		t.Helper()
		damaged(t, at("claims"), at(name), "transports.csv", damage)
		audit(want, name)
	}
	every := func(damage func(line string) string) func(lines []string) []string {
		return func(lines []string) []string {
			for i, line := range lines {
				if i > 0 && line != "" {
					lines[i] = damage(line)
				}
			}
			return lines
		}
	}
	// A patient's number is where anything else should be, as where columns are shifted.
	shifted := func(line string) string {
		return strings.Repeat(marker+",", strings.Count(line, ",")) + marker
	}
	f(3, "shifted-once", func(lines []string) []string { lines[7] = shifted(lines[7]); return lines })
	f(3, "ragged", func(lines []string) []string { lines[7] += "," + marker; lines[8] = marker; return lines })
	f(3, "open-quote", func(lines []string) []string { lines[7] = `"` + marker + lines[7]; return lines })
	f(3, "after-quote", func(lines []string) []string { lines[7] = `"` + marker + `"` + lines[7]; return lines })
	f(3, "latin", func(lines []string) []string { lines[7] += marker + "\xe9"; return lines })
	f(3, "long", func(lines []string) []string { lines[7] += strings.Repeat(marker, 1<<19); return lines })
	f(6, "shifted", every(shifted)) // care is read, but more than 5 % of all records are rejected
	f(4, "headerless", func(lines []string) []string { return lines[1:] })
	f(4, "twice", func(lines []string) []string { lines[0] += ",driver_id"; return lines })
	f(3, "binary", func(lines []string) []string { lines[3] = marker + "\x00"; return lines })
	f(4, "nameless", func(lines []string) []string { lines[0] = strings.Repeat(",", 80) + "\n"; return lines })
	wanted(6, "audit", "shifted", "--out", "strict", "--max-rejects", "1", "--metrics", "run.prom")
	if err := os.MkdirAll(at("strict2.rejects.parquet/full"), 0o700); err != nil {
		t.Fatal(err)
	}
	wanted(1, "audit", "shifted", "--out", "strict2", "--max-rejects", "1", "--metrics", "run.prom")
	wanted(3, "check", "shifted-once")
	for _, name := range []string{"care.csv", "out"} {
		if err := os.RemoveAll(at("shifted/" + name)); err != nil {
			t.Fatal(err)
		}
	}
	audit(4, "shifted") // nothing is left to be read
	if err := os.WriteFile(at("headerless/transports.csv.gz"), []byte("\x1f\x8b\x08\x00"+marker), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(at("headerless/transports.csv"), at("headerless/transports.parquet")); err != nil {
		t.Fatal(err)
	}
	audit(4, "headerless")
	if err := os.Remove(at("headerless/transports.csv.gz")); err != nil {
		t.Fatal(err)
	}
	audit(4, "headerless")

	// Damage to registers.
	r := func(want int, name, register string, damage func(lines []string) []string) {
		t.Helper()
		damaged(t, at("claims"), at(name), filepath.Join("registers", register), damage)
		wanted(want, "audit", name, "--out", "out-"+name, "--metrics", "run.prom")
	}
	for _, register := range []string{"crew.csv", "stays.csv", "prescriptions.csv", "cards.csv", "patients.csv"} {
		r(6, "register-shifted-"+register, register, every(shifted))
		r(4, "register-headerless-"+register, register, func(lines []string) []string { return lines[1:] })
		r(3, "register-ragged-"+register, register, func(lines []string) []string { lines[2] += "," + marker; return lines })
	}
	r(4, "endless", "suppressions.csv", func([]string) []string {
		return []string{"scope,key,rule_id,reason,owner,until", "claim," + marker + ",," + marker + "," + marker + ","}
	})
}

// markedSample copies the beginning of each file of the sample and marks every personal cell in it; it returns their number.
func markedSample(t *testing.T, to string) (marked int) {
	t.Helper()
	from := filepath.Join("..", "..", "fixtures", "sample")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".csv" || d.Name() == "snapshot.csv" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			return err
		}
		records = records[:min(len(records), 300)]
		for _, record := range records[1:] {
			for i := range record {
				if record[i] != "" && slices.Contains(personal, records[0][i]) {
					record[i], marked = marker+record[i], marked+1
				}
			}
		}
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(records); err != nil {
			return err
		}
		return os.WriteFile(path, b.Bytes(), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return marked
}

// damaged copies a dataset and damages one of its files, line by line.
func damaged(t *testing.T, from, to, name string, damage func(lines []string) []string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(to, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	lines := damage(strings.Split(string(text), "\n"))
	if err := os.WriteFile(filepath.Join(to, name), []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lookForMarker looks for the mark in the metrics and in the name of every file.
func lookForMarker(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.Contains(d.Name(), marker):
			t.Errorf("got an identifier in the name of a file: %s", path)
		case filepath.Ext(path) == ".prom":
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if bytes.Contains(text, []byte(marker)) {
				t.Errorf("got an identifier in the metrics")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
