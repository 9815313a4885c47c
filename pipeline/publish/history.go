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
	Folder string // its path: the folder that was named, or one within it
	RunID  string
	AsOf   civil.Day
	SHA256 string   // of the ledger
	Schema []string // of the ledger

	PseudonymKey string // fingerprint; empty where identifiers were written as they are
}

// Past is the earlier run that a manifest names. ErrHistory says that its folder is no longer there, or holds another ledger.
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

// Latest finds the run whose ledger counts on a day. The folder is that of a run, or one of runs: then it is the newest of that day or
// before, because later nights are no history of an earlier one. OUT itself, which may be replaced, is left out. Nil says that there is
// no run; ErrHistory that a manifest cannot be read.
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
		if past.AsOf > day { // an older night that is audited again must not see what came after it
			continue
		}
		if best == nil || past.counts(best, cmp.Compare(m.Timings.Finished.UnixNano(), ended)) {
			best, ended = past, m.Timings.Finished.UnixNano()
		}
	}
	return best, nil
}

// counts says whether a run counts rather than another one: the later day, and of two of one day the one that ended later.
func (p *Past) counts(other *Past, ended int) bool {
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

// Check compares the ledger with the hash in the manifest of its run, so that no other ledger is ever read. ErrHistory says that it differs.
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
