package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// ErrNoClaims is returned where a folder holds no claim file.
var ErrNoClaims = errors.New("no claim file")

// dataset is the claim files of a folder, in the order in which their claims are told: by file name.
type dataset struct {
	dir       string
	claims    []claimFile
	registers string        // folder of the registers; empty where there is none
	seen      []os.FileInfo // what the claim files were like when the run began to read them
}

type claimFile struct {
	number  int    // place among all, the ledger of an earlier night behind them
	name    string // relative to the folder
	kind    claim.Kind
	earlier bool // it is that ledger, which holds both kinds
}

// kinds of claim file, by how the name begins.
var prefixes = []struct {
	prefix string
	kind   claim.Kind
}{{"transports", claim.Transport}, {"care", claim.Care}}

var suffixes = []string{".csv", ".csv.gz", ".csv.zst", ".parquet"}

// registersFolder is where a dataset keeps its registers.
const registersFolder = "registers"

// openDataset looks what a folder holds. The registers stand in its folder "registers" unless another one is named.
func openDataset(dir, registers string) (*dataset, error) {
	listed, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open the dataset: %w", err)
	}
	d := &dataset{dir: dir, registers: registers}
	var others []string
	for _, entry := range listed {
		switch kind, ok := kindOf(entry.Name()); {
		case ok:
			if err := tablefile.Regular(filepath.Join(dir, entry.Name())); err != nil {
				return nil, fmt.Errorf("cannot read %s: %w", entry.Name(), err)
			}
			d.claims = append(d.claims, claimFile{name: entry.Name(), kind: kind})
		default:
			others = append(others, entry.Name())
		}
	}
	if len(d.claims) == 0 {
		return nil, fmt.Errorf("%w in %s: got %s; want transports*.csv or care*.csv, also as .csv.gz, .csv.zst or .parquet",
			ErrNoClaims, dir, listing(others))
	}
	slices.SortFunc(d.claims, func(a, b claimFile) int { return strings.Compare(a.name, b.name) })
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
