package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/dcir"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// ErrNoClaims is returned where a folder holds no claim file.
var ErrNoClaims = errors.New("no claim file")

// dataset is the claim files of a folder, in the order in which their claims are told: by file name.
type dataset struct {
	dir       string
	claims    []claimFile
	tables    []string      // files of the three DCIR tables, in name order; empty where the layout is another one
	registers string        // folder of the registers; empty where there is none
	seen      []os.FileInfo // what the claim files were like when the run began to read them
}

type claimFile struct {
	number  int    // place among all, the ledger of an earlier night behind them
	name    string // relative to the folder
	kind    claim.Kind
	earlier bool // it is that ledger, which holds both kinds
	joined  bool // no file, but the claims of that kind that the DCIR tables came to
}

// kinds of claim file, by how the name begins.
var prefixes = []struct {
	prefix string
	kind   claim.Kind
}{{"transports", claim.Transport}, {"care", claim.Care}}

var suffixes = []string{".csv", ".csv.gz", ".csv.zst", ".parquet"}

// registersFolder is where a dataset keeps its registers.
const registersFolder = "registers"

// Layout is how the claims of a folder are laid out in files.
type Layout uint8

// The layouts: as the files are named, transports and care, or the three DCIR tables.
const (
	AutoLayout Layout = iota
	CanonicalLayout
	DCIRLayout
)

// ParseLayout reads the name of a layout.
func ParseLayout(name string) (Layout, bool) {
	at := slices.Index([]string{"auto", "canonical", "dcir"}, name)
	return Layout(max(0, at)), at >= 0
}

// openDataset looks what a folder holds. The registers stand in its folder "registers" unless another one is named.
func openDataset(dir, registers string, layout Layout) (*dataset, error) {
	listed, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open the dataset: %w", err)
	}
	d := &dataset{dir: dir, registers: registers}
	var others []string
	transports := false
	for _, entry := range listed {
		_, table := tableOf(entry.Name())
		switch kind, ok := kindOf(entry.Name()); {
		case table && layout != CanonicalLayout:
			if err := tablefile.CheckRegular(filepath.Join(dir, entry.Name())); err != nil {
				return nil, fmt.Errorf("cannot read %s: %w", entry.Name(), err)
			}
			d.tables = append(d.tables, entry.Name())
		case ok && kind == claim.Transport && layout == DCIRLayout:
			others = append(others, entry.Name())
		case ok:
			if err := tablefile.CheckRegular(filepath.Join(dir, entry.Name())); err != nil {
				return nil, fmt.Errorf("cannot read %s: %w", entry.Name(), err)
			}
			d.claims = append(d.claims, claimFile{name: entry.Name(), kind: kind})
			transports = transports || kind == claim.Transport
		default:
			others = append(others, entry.Name())
		}
	}
	switch {
	case len(d.tables) > 0 && transports:
		return nil, fmt.Errorf("%w in %s: got both transports* and the DCIR tables; want one of them, or --layout", ErrNoClaims, dir)
	case len(d.tables) == 0 && layout == DCIRLayout:
		return nil, fmt.Errorf("%w in %s: got %s; want ER_PRS_F*, ER_DTR_F* and ER_TRS_F*, as .csv, .csv.gz, .csv.zst or .parquet",
			ErrNoClaims, dir, listing(others))
	case len(d.tables) == 0 && len(d.claims) == 0:
		return nil, fmt.Errorf("%w in %s: got %s; want transports*.csv or care*.csv, also as .csv.gz, .csv.zst or .parquet, or the DCIR tables ER_PRS_F*, ER_DTR_F* and ER_TRS_F*",
			ErrNoClaims, dir, listing(others))
	}
	slices.SortFunc(d.claims, func(a, b claimFile) int { return strings.Compare(a.name, b.name) })
	if len(d.tables) > 0 {
		slices.Sort(d.tables)
		d.claims = append([]claimFile{{name: dcir.Acts.String(), kind: claim.Care, joined: true},
			{name: dcir.Trips.String(), kind: claim.Transport, joined: true}}, d.claims...)
	}
	for i := range d.claims {
		d.claims[i].number = i
	}
	if registers == "" {
		if inside := filepath.Join(dir, registersFolder); isDir(inside) {
			d.registers = inside
		}
	}
	return d, nil
}

func kindOf(name string) (claim.Kind, bool) {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p.prefix) && slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) }) {
			return p.kind, true
		}
	}
	return 0, false
}

// tableOf says which of the DCIR tables a file holds, if any.
func tableOf(name string) (dcir.Table, bool) {
	t, ok := dcir.TableOf(name)
	return t, ok && slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(strings.ToLower(name), s) })
}

// inputs are the names of all files that claims come from.
func (d *dataset) inputs() []string {
	names := slices.Clone(d.tables)
	for _, f := range d.claims {
		if !f.joined {
			names = append(names, f.name)
		}
	}
	return names
}

// listing names what a folder holds, in a line that stays short.
func listing(names []string) string {
	const most = 8
	switch {
	case len(names) == 0:
		return "an empty folder"
	case len(names) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// order is the place of every input among them, by its name.
func (d *dataset) order() map[string]int {
	number := map[string]int{}
	for i, name := range d.inputs() {
		number[name] = i
	}
	return number
}
