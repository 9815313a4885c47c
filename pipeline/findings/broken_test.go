package findings

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules/claim"
)

// readers are all readers of each table.
var readers = map[string]func(p *publish.Published) error{
	publish.AnomaliesFile: func(p *publish.Published) error {
		err := EachAnomaly(p, func(r *Row) { _ = fmt.Sprint(r.Finding, r.Rule.ID, r.Day, r.Suppressed) })
		rows, openErr := OpenRows(p, publish.AnomaliesFile, "anomaly_id", "amount_at_stake", "service_date", "suppressed", "facts", "legal_basis", "amount_reimbursed")
		if openErr != nil {
			return errors.Join(err, openErr)
		}
		for rows.Next() {
			_ = fmt.Sprint(rows.Text(0), rows.Cents(1), rows.Day(2), rows.Flag(3), rows.Facts(4, nil), rows.Append(nil, 5), rows.Append(nil, 6))
		}
		return errors.Join(err, rows.Err(), rows.Close())
	},
	publish.ConductFile: func(p *publish.Published) error {
		return errors.Join(EachConduct(p, func(c *Conduct) { _ = fmt.Sprint(c.Conduct, c.Rule.ID, c.From, c.To, c.Suppressed) }),
			EachStandingConduct(p, func(c StandingConduct) { _ = fmt.Sprint(c) }))
	},
	publish.CoverageFile: func(p *publish.Published) error {
		return EachCoverage(p, func(c Coverage) { _ = fmt.Sprint(c) })
	},
	publish.RejectsFile: func(p *publish.Published) error {
		return EachReject(p, func(r *Reject) { _ = fmt.Sprint(*r) })
	},
	publish.WithdrawnFile: func(p *publish.Published) error {
		rows, err := OpenRows(p, publish.WithdrawnFile, "withdrawn_id", "run_id", "anomaly_id", "claim_id", "rule_id", "reason", "because_of", "told_by")
		if err != nil {
			return err
		}
		for rows.Next() {
			for column := range 8 {
				_ = fmt.Sprint(rows.Text(column), rows.IsNull(column))
			}
		}
		return errors.Join(rows.Err(), rows.Close(), EachWithdrawn(p, func(w *WithdrawnID) { _ = fmt.Sprint(*w) }))
	},
	publish.LedgerFile: func(p *publish.Published) error {
		l, err := OpenLedger(&publish.Past{Folder: p.Folder, Schema: p.Schema(publish.LedgerFile)})
		if err != nil {
			return fmt.Errorf("%s: %w", publish.LedgerFile, err)
		}
		defer l.Close()
		for {
			b, err := l.Next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			var line claim.Claim
			if err == nil {
				err = b.Each(nil, &line, func(_ int64, row *LedgerRow, reported []Reported) { _ = fmt.Sprint(line, *row, reported) })
			}
			if err != nil {
				return fmt.Errorf("%s: %w", publish.LedgerFile, err)
			}
		}
	},
}

// folder is a folder of a run in the making.
type folder struct {
	*publish.Draft
	files []*parquet.FileInfo
}

func newFolder(t *testing.T) *folder {
	t.Helper()
	d, err := publish.Begin(filepath.Join(t.TempDir(), "out"), false)
	if err != nil {
		t.Fatal(err)
	}
	return &folder{Draft: d}
}

// add reads a table back that was written.
func (f *folder) add(t *testing.T, info *parquet.FileInfo, err error) {
	t.Helper()
	if err == nil {
		err = info.ReadBack()
	}
	if err != nil {
		t.Fatal(err)
	}
	f.files = append(f.files, info)
}

// addEmpty adds the tables that tests of anomalies and conduct leave empty.
func (f *folder) addEmpty(t *testing.T) {
	t.Helper()
	info, err := write(CreateCoverage(f.Path(publish.CoverageFile)))()
	f.add(t, info, err)
	info, err = write(CreateRejects(f.Path(publish.RejectsFile)))()
	f.add(t, info, err)
	info, err = write(CreateWithdrawn(f.Path(publish.WithdrawnFile), run))()
	f.add(t, info, err)
	info, err = write(CreateLedger(f.Path(publish.LedgerFile), ""))()
	f.add(t, info, err)
}

// publish publishes the folder, which must be whole for Verify, and opens it.
func (f *folder) publish(t *testing.T) *publish.Published {
	t.Helper()
	out := filepath.Join(filepath.Dir(f.Path("")), "out")
	if err := f.Publish(&publish.Manifest{RunID: run}, f.files); err != nil {
		t.Fatal(err)
	}
	if problems, err := publish.Verify(out); err != nil || problems != nil {
		t.Errorf("got %v, %v; want a folder that is whole, whatever its columns", problems, err)
	}
	p, err := publish.OpenPublished(out)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fullFolder has rows in all tables.
func fullFolder(t *testing.T) *publish.Published {
	t.Helper()
	f := newFolder(t)
	rows := sample(120)
	subjects := make([]Conduct, 40)
	ruleCounts, unread, gone := make([]Coverage, 40), make([]Reject, 40), make([]Withdrawn, 40)
	for i := range subjects {
		subjects[i].Rule, subjects[i].From, subjects[i].To, subjects[i].Facts = noPrescription, rows[i].Day, rows[i].Day+30, rows[i].Facts
		subjects[i].SubjectID, subjects[i].Occurrences, subjects[i].FR = rows[i].SubjectID, int64(i), rows[i].FR
		subjects[i].Since = rows[i].Day
		ruleCounts[i] = Coverage{RuleID: fmt.Sprint("rule ", i/3), Compliant: int64(i), Blamed: []Blame{{"routes", int64(i)}}[:i%2]}
		gone[i] = Withdrawn{ClaimID: rows[i].ClaimID, RuleID: noPrescription.ID, Reason: Reason(i % 3), BecauseOf: rows[i/2].ClaimID, ToldBy: run}
		unread[i] = Reject{File: "transports.csv", Line: int64(i), ByteOffset: int64(i - 1), Reason: "no amount", Raw: []byte(rows[i].FR)}
	}
	info, err := write(CreateAnomalies(f.Path(publish.AnomaliesFile), run))(rows...)
	f.add(t, info, err)
	info, err = write(CreateConduct(f.Path(publish.ConductFile), run))(subjects...)
	f.add(t, info, err)
	info, err = write(CreateCoverage(f.Path(publish.CoverageFile)))(ruleCounts...)
	f.add(t, info, err)
	info, err = write(CreateRejects(f.Path(publish.RejectsFile)))(unread...)
	f.add(t, info, err)
	info, err = write(CreateWithdrawn(f.Path(publish.WithdrawnFile), run))(gone...)
	f.add(t, info, err)
	info, err = write(CreateLedger(f.Path(publish.LedgerFile), ""))(smallLedgerRows(40)...)
	f.add(t, info, err)
	return f.publish(t)
}

// Whoever can write the folder can make its hashes and its seal anew. Copies with one to four bytes of a table changed are read to
// the end or refused with an error that names the table: never a panic, on whatever goroutine, and never without an end.
func TestBrokenTables(t *testing.T) {
	whole := fullFolder(t)
	for name, read := range readers {
		t.Run(name, func(t *testing.T) {
			if err := read(whole); err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(whole.Path(name))
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(5, uint64(len(name))))
			refused := 0
			for range 250 {
				broken := bytes.Clone(content)
				for range 1 + random.IntN(4) {
					broken[random.IntN(len(broken))] ^= byte(1 + random.IntN(255))
				}
				p := reseal(t, whole, name, broken)
				done := make(chan error, 1)
				go func() {
					if _, err := publish.Verify(p.Folder); err != nil {
						t.Error(err)
					}
					done <- read(p)
				}()
				select {
				case err = <-done:
				case <-time.After(20 * time.Second):
					t.Fatal("reading does not end")
				}
				if err == nil {
					continue
				}
				refused++
				if !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "gave up") {
					t.Errorf("got %v; want an error of %s before anything is decoded", err, name)
				}
			}
			if refused < 100 {
				t.Errorf("%d copies were refused; want most of 250", refused)
			}
		})
	}
}

// reseal makes a folder that has one table, of other bytes, with their hash in the manifest and a seal that holds.
func reseal(t *testing.T, whole *publish.Published, name string, content []byte) *publish.Published {
	t.Helper()
	manifest, err := os.ReadFile(whole.Path(publish.ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	folder, sum := t.TempDir(), func(b []byte) []byte { return fmt.Appendf(nil, "%x", sha256.Sum256(b)) }
	manifest = bytes.Replace(manifest, []byte(whole.Output(name).SHA256), sum(content), 1)
	for file, b := range map[string][]byte{name: content, publish.ManifestFile: manifest, publish.SealFile: append(sum(manifest), "  manifest.json\n"...)} {
		if err := os.WriteFile(filepath.Join(folder, file), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := publish.OpenPublished(folder, name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
