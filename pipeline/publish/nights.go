package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Night is a run in a folder of runs.
type Night struct {
	Past
	Name    string   // of its folder
	History *History // whose ledger it read; nil for none
	Inputs  []string // SHA-256 of its claim files, sorted

	Reported, Withdrawn, Conduct int64 // rows of its tables; 0 where a folder of an earlier program has no such table

	// Why what its history gave it is no longer so; empty where it is, or where there was none. Where the history is older than every night
	// that is left, nothing is wrong with the night: the oldest runs go first where only some are kept.
	Stale Staleness
	Gone  bool // the run whose ledger it read is no longer there

	ended time.Time
}

// Staleness is why a night is stale.
type Staleness string

// Why a night is stale. Each of them is healed where the nights are run again, oldest first.
const (
	Replaced   Staleness = "replaced" // in the place of its history is another run
	Removed    Staleness = "gone"     // its history is no longer there, and an older night is
	RestsStale Staleness = "stale"    // its history is stale
)

// Nights gives the runs in a folder of runs, or the run in it, by day and, on a day, by when they ended. ErrHistory says that a manifest
// cannot be read. What begins with a point is in the making, or was left by a killed run.
func Nights(folder string) ([]*Night, error) {
	nights, err := readNights(folder)
	if err != nil {
		return nil, fmt.Errorf("cannot read the runs in %s: %w", folder, err)
	}
	return nights, nil
}

func readNights(folder string) ([]*Night, error) {
	names, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	candidates := []string{folder}
	for _, name := range names {
		if !strings.HasPrefix(name.Name(), ".") {
			candidates = append(candidates, filepath.Join(folder, name.Name()))
		}
	}
	var nights []*Night
	for _, candidate := range candidates {
		n, err := NightOf(candidate)
		if err != nil {
			return nil, err
		}
		if n != nil {
			nights = append(nights, n)
		}
	}
	slices.SortFunc(nights, compareNights)
	settled := map[*Night]bool{}
	for _, n := range nights {
		n.settle(nights, settled)
	}
	return nights, nil
}

// NightOf is the run in a folder; nil where there is none. ErrHistory says that its manifest cannot be read.
func NightOf(folder string) (*Night, error) {
	m, err := ReadManifest(folder)
	switch {
	case absent(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", ErrHistory, folder, err)
	}
	past, err := pastOf(folder, m)
	if err != nil {
		return nil, err
	}
	n := &Night{Past: *past, Name: nameOf(folder), History: m.History, ended: m.Timings.Finished,
		Reported: m.Rows(AnomaliesFile), Withdrawn: m.Rows(WithdrawnFile), Conduct: m.Rows(ConductFile)}
	for _, in := range m.Inputs {
		n.Inputs = append(n.Inputs, in.SHA256)
	}
	slices.Sort(n.Inputs)
	return n, nil
}

// nameOf is the name of a folder, that of one named as . too.
func nameOf(folder string) string {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	return filepath.Base(folder)
}

// Standing is how many findings stand after some nights: those that they told less those that they withdrew.
func Standing(nights []*Night) (reported, withdrawn, standing int64) {
	for _, n := range nights {
		reported += n.Reported
		withdrawn += n.Withdrawn
	}
	return reported, withdrawn, reported - withdrawn
}

// Resting gives the nights that rest on a run, also through others: they read its ledger, or one that was in its folder. The run may have
// been replaced since.
func Resting(nights []*Night, on *Night) []*Night {
	var resting []*Night
	for within := []*Night{on}; len(within) > 0; within = within[1:] {
		for _, n := range nights {
			if n.readLedgerOf(within[0]) && !same(n.Folder, on.Folder) && !slices.Contains(resting, n) {
				resting = append(resting, n)
				within = append(within, n)
			}
		}
	}
	slices.SortFunc(resting, compareNights)
	return resting
}

// IsHistory says whether a run is what a later night has recorded of its history.
func (n *Night) IsHistory(h *History) bool { return n.RunID == h.RunID && n.SHA256 == h.SHA256 }

func (n *Night) readLedgerOf(other *Night) bool {
	return n.History != nil && (n.History.RunID == other.RunID || same(n.historyFolder(), other.Folder))
}

// historyFolder is where the run should be whose ledger the night read. Both may have moved. A manifest of an earlier program does not
// tell the way: mostly its folder is a sibling.
func (n *Night) historyFolder() string {
	if n.History.Beside != "" {
		return filepath.Join(n.Folder, n.History.Beside)
	}
	return filepath.Join(filepath.Dir(n.Folder), filepath.Base(n.History.Folder))
}

// settle finds out whether a night is stale, once those are settled on which it rests. A night that is being settled counts as settled,
// so that manifests which name each other end too.
func (n *Night) settle(nights []*Night, settled map[*Night]bool) {
	if settled[n] || n.History == nil {
		return
	}
	settled[n] = true
	if at := slices.IndexFunc(nights, func(o *Night) bool { return o.IsHistory(n.History) }); at >= 0 {
		nights[at].settle(nights, settled)
		if nights[at].Stale != "" {
			n.Stale = RestsStale
		}
		return
	}
	if past, err := n.History.Past(n.Folder); err == nil && past.RunID == n.History.RunID { // outside the folder of runs
		return
	}
	n.Gone = true
	switch there, err := NightOf(n.historyFolder()); {
	case err != nil, there != nil:
		n.Stale = Replaced
	case nights[0].AsOf.String() <= n.History.AsOf:
		n.Stale = Removed
	}
}

// StaleChain gives the stale nights through which a night rests on what is no longer so, oldest first and the night itself last.
func StaleChain(nights []*Night, n *Night) []*Night {
	var chain []*Night
	for n != nil && n.Stale != "" && !slices.Contains(chain, n) {
		chain = append(chain, n)
		at := slices.IndexFunc(nights, func(o *Night) bool { return o.IsHistory(n.History) })
		if at < 0 {
			break
		}
		n = nights[at]
	}
	slices.Reverse(chain)
	return chain
}
