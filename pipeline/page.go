package pipeline

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/pipeline/report"
	"vigie/pipeline/scratch"
)

// ErrNoScratch is returned where the system has no folder for what memory does not hold. That is a failure of the system, too.
var ErrNoScratch = scratch.ErrNoFolder

// What keeps a page from being written into the folder of a run.
var (
	// ErrOtherFile is returned where the page would be a file that the manifest does not name.
	ErrOtherFile = errors.New("the folder of a run takes no other file than those of its manifest")
	// ErrPageNotWritten is returned where the system does not let the page be written. That is a failure of the system, even where a folder
	// does not exist, and no fault of what the command was given.
	ErrPageNotWritten = errors.New("the system does not let it be written")
	// ErrOtherPage is returned where the page is not the one that the manifest names.
	ErrOtherPage = errors.New("the manifest of OUT names another page, made in another language or by another version, and stays as the run sealed it; want another place for this one")
)

// writePage writes the page of a run, once its findings and its rejects were gathered in the order in which the tables have them.
func writePage(draft *publish.Draft, m *publish.Manifest, o *Outcome, g *report.Aggregator, conduct []findings.Conduct, lang string) (*parquet.FileInfo, error) {
	for i := range conduct {
		g.AddConduct(&conduct[i].Conduct, conduct[i].Suppressed.On)
	}
	for i := range o.Coverage {
		g.AddCoverage(o.Coverage[i])
	}
	var page bytes.Buffer
	if err := report.Render(&page, readingOf(m), g.Aggregates(), cmp.Or(lang, report.Languages[0])); err != nil {
		return nil, err
	}
	return publish.StoreFile(draft.Path(publish.ReportFile), page.Bytes())
}

// snapshot is the register that says when the others were taken.
const snapshot = "snapshot"

// readingOf is what a run read, as the page shows it.
func readingOf(m *publish.Manifest) *report.Reading {
	r := &report.Reading{
		RunID: m.RunID, Version: m.Program.Version, RuleSet: m.RuleSet[:min(len(m.RuleSet), 12)], AsOf: m.AsOf, From: m.From, To: m.To,
		Read: m.Counts.Read, Claims: m.Counts.Claims, Context: m.Counts.Context, Cancelled: m.Counts.Cancelled, Rejected: m.Counts.Rejected,
		Earlier: m.Counts.Earlier, CancelledEarlier: m.Counts.CancelledEarlier,
		Replaced: m.Counts.Replaced, Resent: m.Counts.Resent, Withdrawn: m.Counts.Withdrawn, Tables: m.Tables != nil,
	}
	for _, in := range m.Inputs {
		r.Files = append(r.Files, report.File{Path: in.Path, Kind: in.Kind, Records: in.Records, Claims: in.Claims, Cancelled: in.Cancelled, Rejects: in.Rejects})
	}
	for _, u := range m.Understood {
		r.Understood = append(r.Understood, report.Understood(u))
	}
	for _, f := range m.PassedOver {
		r.PassedOver = append(r.PassedOver, report.PassedOver(f))
	}
	for _, s := range m.Registers {
		if s.Name == snapshot {
			continue // it only describes the others
		}
		reg := report.Register{Name: s.Name, Rows: s.Rows, Rejected: s.Rejected, TakenOn: s.TakenOn, Complete: s.Complete}
		if reg.Unmatched = s.UnmatchedKeys != nil; reg.Unmatched {
			reg.UnmatchedKeys = *s.UnmatchedKeys
		}
		r.Registers = append(r.Registers, reg)
	}
	if m.History != nil {
		r.History = m.History.AsOf
	}
	for _, p := range m.Parameters {
		if p.From == judge.FromFile && len(p.Values) > 0 {
			r.Set = append(r.Set, p.Name+" = "+p.Values[0].Value+" "+p.Unit)
		}
	}
	return r
}

// ReportOptions say which page is wanted.
type ReportOptions struct {
	Out  string // folder that a run published
	File string // where to write; empty for the page of the folder
	Lang string // empty for that of the folder's page, where there is one
}

// Report makes the page of a published folder once more, from its tables and its manifest. In the folder it puts back the page
// that the manifest names, and no other: the manifest is what the run sealed, and maybe signed, and stays as it is. It gives the
// path that was written.
func Report(o ReportOptions) (string, error) {
	p, err := publish.OpenPublished(o.Out)
	if err != nil {
		return "", err
	}
	found, err := refound(p)
	if err != nil {
		return "", err
	}
	languages, named := report.Languages, p.Output(publish.ReportFile)
	if o.Lang != "" {
		languages = []string{o.Lang}
	}
	var page []byte
	same := false
	for _, lang := range languages {
		var b bytes.Buffer
		if err := report.Render(&b, readingOf(p.Manifest), found, lang); err != nil {
			return "", err
		}
		sum := sha256.Sum256(b.Bytes())
		same = named != nil && named.SHA256 == hex.EncodeToString(sum[:])
		if page == nil || same {
			page = b.Bytes()
		}
		if same {
			break
		}
	}
	path := cmp.Or(o.File, filepath.Join(o.Out, publish.ReportFile))
	within, err := inside(path, o.Out)
	switch {
	case err != nil:
		err = fmt.Errorf("%w: %w", ErrPageNotWritten, err)
	case within && filepath.Base(path) != publish.ReportFile:
		err = fmt.Errorf("%w; want a place outside it", ErrOtherFile)
	case within && !same:
		err = ErrOtherPage
	default:
		if err = replaceFile(path, filepath.Dir(filepath.Clean(o.Out)), within, page); err != nil {
			err = fmt.Errorf("%w: %w", ErrPageNotWritten, err)
		}
	}
	if err != nil {
		return "", fmt.Errorf("cannot write %s: %w", path, err)
	}
	return path, nil
}

// inside says whether a file stands, or would stand, in a folder.
func inside(path, folder string) (bool, error) {
	of, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return false, err
	}
	is, err := os.Stat(folder)
	return err == nil && os.SameFile(of, is), err
}

// replaceFile writes a file that appears whole or not at all. What a killed run leaves of one within OUT stands beside OUT,
// where no manifest is at odds with it.
func replaceFile(path, beside string, within bool, content []byte) (err error) {
	if !within {
		beside = filepath.Dir(path)
	}
	f, err := os.CreateTemp(beside, ".report-*.html")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o640), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// refound adds up what a published folder holds.
func refound(p *publish.Published) (*report.Aggregates, error) {
	g := report.NewAggregator(p.Manifest.RunID)
	err := findings.EachAnomaly(p, func(r *findings.Row) { g.AddFinding(&r.Finding, r.Suppressed.On, r.Suppressed.Until) })
	if err == nil {
		err = findings.EachConduct(p, func(c *findings.Conduct) { g.AddConduct(&c.Conduct, c.Suppressed.On) })
	}
	if err == nil {
		err = findings.EachCoverage(p, func(c findings.Coverage) { g.AddCoverage(c.OfRule()) })
	}
	if err == nil {
		err = findings.EachReject(p, func(r *findings.Reject) { g.AddUnread(r.File, r.Column) })
	}
	return g.Aggregates(), err
}
