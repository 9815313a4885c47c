// Command dirty copies a dataset and damages it as real files are damaged: cells that cannot be read, lines cut short, cells too
// few or too many, stray quotes, bytes of another encoding, lines that stand twice, and identifiers of other lines.
//
//	dirty SEED DIR OUT
//
// Same seed and dataset, same bytes. Of each file OUT has the header as it was; what a dataset's truth says no longer holds of the
// copy, which has none.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dirty:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("got %d arguments; want SEED DIR OUT", len(args))
	}
	seed, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return fmt.Errorf("cannot read the seed: %w", err)
	}
	dir, out := args[1], args[2]
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("cannot list the dataset: %w", err)
		}
		name, err := filepath.Rel(dir, path)
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(out, name), 0o750)
		case name == "truth.csv":
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("cannot read a file of the dataset: %w", err)
		}
		damaged, err := damage(content, source(seed, name))
		if err != nil {
			return fmt.Errorf("cannot damage %s: %w", name, err)
		}
		return os.WriteFile(filepath.Join(out, name), damaged, 0o640)
	})
}

// source is the random numbers of a file: they depend on its name, not on the files before it.
func source(seed uint64, name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(filepath.ToSlash(name)))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// oneIn is how many lines have one among them that is damaged.
const oneIn = 40

// damage damages lines of a CSV file whose separator is that of its header. Its last line loses its end.
func damage(content []byte, rng *rand.Rand) ([]byte, error) {
	header, rest, _ := bytes.Cut(content, []byte("\n"))
	separator := []byte(",")
	if !bytes.Contains(header, separator) {
		separator = []byte(";")
	}
	if !bytes.Contains(header, separator) {
		return nil, errors.New("its first line has neither a comma nor a semicolon; want the header of a CSV file")
	}
	to := append(make([]byte, 0, len(content)+len(content)/oneIn), header...)
	before := []byte(nil)
	for line := range bytes.Lines(rest) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		to = append(to, '\n')
		if rng.IntN(oneIn) > 0 {
			to = append(to, line...)
		} else {
			to = append(to, damagedLine(line, before, separator, rng)...)
		}
		before = line
	}
	return to, nil
}

// unreadable stand in the place of a cell. Some are right in some columns and wrong in others.
var unreadable = []string{"", "NULL", "x", "1e9", "-5", "2025-13-40", "99/99/99", "2025-06-01T25:61", `""`, `a"b`, "été", "\xe9t\xe9", " ", "true"}

// openQuote is how many damaged lines have one among them with a quote that nothing closes. A reader takes all up to the next quote
// of the file for one cell: were they many, hardly a line of the dataset would be left.
const openQuote = 400

// damagedLine is a line, or two, in the place of one; before is the line ahead of it, nil for the first.
func damagedLine(line, before, separator []byte, rng *rand.Rand) []byte {
	cells := bytes.Split(line, separator)
	n := rng.IntN(len(cells))
	if rng.IntN(openQuote) == 0 {
		cells[n] = []byte(`"open`)
		return bytes.Join(cells, separator)
	}
	switch kind := rng.IntN(20); {
	case kind < 12:
		cells[n] = []byte(unreadable[rng.IntN(len(unreadable))])
	case kind == 12: // cut short
		return line[:rng.IntN(len(line)+1)]
	case kind == 13: // cells too few
		cells = cells[:n]
	case kind == 14: // and too many
		cells = append(cells, cells[n])
	case kind == 15: // a stray quote, in or behind a cell
		at := (len(cells[n]) + 1) / 2
		cells[n] = fmt.Appendf(nil, `%s"%s`, cells[n][:at], cells[n][at:])
		if at == 0 {
			cells[n] = []byte(`"" `)
		}
	case kind == 16: // cells that have moved by one
		cells = append(cells[1:], cells[0])
	case kind < 19: // the same line twice
		return bytes.Join([][]byte{line, line}, []byte("\n"))
	case before != nil: // the identifier of the line before
		cells[0], _, _ = bytes.Cut(before, separator)
	}
	return bytes.Join(cells, separator)
}
