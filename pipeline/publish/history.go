package publish

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"vigie/rules/civil"
)

// Past is an earlier run whose ledger a later one reads.
type Past struct {
	Folder string // as it was named, or within the folder that was
	RunID  string
	AsOf   civil.Day
	SHA256 string   // of the ledger
	Schema []string // of the ledger

	PseudonymKey string // fingerprint; empty where identifiers were written as they are
}

// Past is the run that a manifest names as the history of its own. That run's folder must still be there.
func (h *History) Past() (*Past, error) {
	m, err := ReadManifest(h.Folder)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHistory, err)
	}
	p, err := pastOf(h.Folder, m)
	if err != nil {
		return nil, err
	}
	if p.SHA256 != h.SHA256 {
		return nil, fmt.Errorf("%w: %s holds another ledger than was read: got SHA-256 %s; want %s", ErrHistory, h.Folder, p.SHA256, h.SHA256)
	}
	return p, nil
}

// Latest finds the run whose ledger counts on a day: in a folder of runs, or the one run that the folder is. That is the newest
// one of that day or before; where all are later, the newest. OUT itself, which may be made anew, is left out. It is nil where
// there is no run.
func Latest(folder, out string, day civil.Day) (*Past, error) {
	past, err := latest(folder, out, day)
	if err != nil {
		return nil, fmt.Errorf("cannot read the history in %s: %w", folder, err)
	}
	return past, nil
}

func latest(folder, out string, day civil.Day) (*Past, error) {
	names, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	candidates := []string{folder}
	for _, name := range names {
		if !strings.HasPrefix(name.Name(), ".") { // what is in the making, or was left by a killed run
			candidates = append(candidates, filepath.Join(folder, name.Name()))
		}
	}
	var best *Past
	var ended int64
	for _, candidate := range candidates {
		if same(candidate, out) {
			continue
		}
		m, err := ReadManifest(candidate)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			continue
		case err != nil:
			return nil, fmt.Errorf("%w: %s: %w", ErrHistory, candidate, err)
		}
		past, err := pastOf(candidate, m)
		if err != nil {
			return nil, err
		}
		if best == nil || past.counts(best, day, cmp.Compare(m.Timings.Finished.UnixNano(), ended)) {
			best, ended = past, m.Timings.Finished.UnixNano()
		}
	}
	return best, nil
}

// counts says whether a run counts rather than another one, on a day. Of two of one day the one that ended later does.
func (p *Past) counts(other *Past, day civil.Day, ended int) bool {
	if before, otherBefore := p.AsOf <= day, other.AsOf <= day; before != otherBefore {
		return before
	}
	return cmp.Or(cmp.Compare(p.AsOf, other.AsOf), ended, cmp.Compare(p.Folder, other.Folder)) > 0
}

func pastOf(folder string, m *Manifest) (*Past, error) {
	p := &Past{Folder: folder, RunID: m.RunID, PseudonymKey: m.PseudonymKey}
	p.AsOf, _ = civil.ParseDay([]byte(m.AsOf))
	if o := m.Output(LedgerFile); o != nil {
		p.SHA256, p.Schema = o.SHA256, m.Schema(LedgerFile)
		return p, nil
	}
	return nil, fmt.Errorf("%w: the manifest of %s names no %s", ErrHistory, folder, LedgerFile)
}

func same(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// Path is where the ledger stands.
func (p *Past) Path() string { return filepath.Join(p.Folder, LedgerFile) }

// Check holds the ledger against the hash that its own run wrote down, so that nothing else is ever read.
func (p *Past) Check() error {
	_, sum, err := hashFile(p.Path())
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrHistory, err)
	case sum != p.SHA256:
		return fmt.Errorf("%w: %s is not what its run wrote: got SHA-256 %s; want %s", ErrHistory, p.Path(), sum, p.SHA256)
	}
	return nil
}
