package publish

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

// Past is the earlier run that the manifest of a folder names. ErrHistory says that its folder is no longer there, or holds another run.
func (h *History) Past(out string) (*Past, error) {
	folder := h.Folder
	m, err := ReadManifest(folder)
	if absent(err) && h.Beside != "" {
		folder = filepath.Join(out, h.Beside)
		m, err = ReadManifest(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHistory, err)
	}
	p, err := pastOf(folder, m)
	if err != nil {
		return nil, err
	}
	if p.SHA256 != h.SHA256 {
		return nil, fmt.Errorf("%w: %s holds another ledger than was read: got SHA-256 %s; want %s", ErrHistory, folder, p.SHA256, h.SHA256)
	}
	return p, nil
}

// Beside is the way from one folder to another, where there is one.
func Beside(from, to string) string {
	from, err := filepath.Abs(from)
	if err != nil {
		return ""
	}
	if to, err = filepath.Abs(to); err != nil {
		return ""
	}
	way, err := filepath.Rel(from, to)
	if err != nil {
		return ""
	}
	return way
}

// Latest is the run whose ledger counts on a day, of those that Nights gives: the newest of an earlier day, or of that day where it read
// other claim files than tonight's, since the same files audited twice are one night. Later nights are no history of an earlier one. OUT
// itself, which may be replaced, is left out. Inputs gives the SHA-256 of tonight's claim files, sorted; it is called where a run of that
// day is there. Nil says that no run counts.
func Latest(nights []*Night, out string, day civil.Day, inputs func() ([]string, error)) (*Night, error) {
	for _, n := range slices.Backward(nights) {
		if n.AsOf > day || same(n.Folder, out) {
			continue
		}
		if n.AsOf == day {
			tonight, err := inputs()
			if err != nil {
				return nil, err
			}
			if slices.Equal(n.Inputs, tonight) {
				continue
			}
		}
		return n, nil
	}
	return nil, nil
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

// absent says of the error of ReadManifest that there is no manifest.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) }

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
	_, sum, err := HashFile(p.Path())
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrHistory, err)
	case sum != p.SHA256:
		return fmt.Errorf("%w: %s is not what its run wrote: got SHA-256 %s; want %s", ErrHistory, p.Path(), sum, p.SHA256)
	}
	return nil
}

// compareNights puts the run last that counts rather than another one: the later day, and of two of one day the one that ended later.
func compareNights(a, b *Night) int {
	return cmp.Or(cmp.Compare(a.AsOf, b.AsOf), a.ended.Compare(b.ended), cmp.Compare(a.Folder, b.Folder))
}
