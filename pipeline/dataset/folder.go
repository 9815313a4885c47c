package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"vigie/pipeline/tablefile"
)

// RegistersFolder is where a dataset keeps its registers.
const RegistersFolder = "registers"

// suffixes are those of the files that can be read.
var suffixes = []string{".csv", ".csv.gz", ".csv.zst", ".parquet"}

// Readable says whether a file of that name can be read, by its suffix in any case, and gives the name without it.
func Readable(name string) (stem string, ok bool) {
	lower := strings.ToLower(name)
	for _, suffix := range suffixes {
		if strings.HasSuffix(lower, suffix) {
			return name[:len(name)-len(suffix)], true
		}
	}
	return name, false
}

// begins says whether a name begins with a prefix, in any case.
func begins(name, prefix string) bool {
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

// PassedOver is a file of the folder that is not read, and why: OtherName, OtherSuffix or NoFile.
type PassedOver struct{ Name, Why string }

// Why a file is not read, as the manifest says it.
const (
	OtherName   = "name"   // no claim file has such a name
	OtherSuffix = "suffix" // it has the name of a claim file and a suffix of files that are not read
	NoFile      = "empty"  // it is a folder with the name of claim files, and there is no file in it
)

// foundFile is a file of a layout, with the name in the folder by which the layout takes it: its own, or that of the folder in which
// Spark, DuckDB or pandas have written it.
type foundFile struct{ name, taken string }

// listing is what a folder holds.
type listing struct {
	files      [][]foundFile // by layout, in path order
	transports []string      // by layout, a file that brings transports; empty for none
	passedOver []PassedOver
	refused    bool // a file or folder of a layout cannot be read
}

// lookThrough looks through the folder. Names that begin with a point are nobody's business.
func lookThrough(d *Dataset) (*listing, error) {
	l := &listing{files: make([][]foundFile, len(layouts)), transports: make([]string, len(layouts))}
	entries, err := os.ReadDir(d.Dir)
	if err != nil {
		return nil, err
	}
	whole, err := os.Stat(d.Dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		switch i, transports := layoutOf(name, d.Layout); {
		case strings.HasPrefix(name, "."), filepath.Join(d.Dir, name) == Registers(d.Dir, ""):
		case i < 0:
			l.passOver(name, OtherName)
		default:
			if err := l.take(d, i, transports, foundFile{name, name}, []os.FileInfo{whole}); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

// take takes a file, or all that can be read below a folder, in path order. Above are the folders in which it stands.
func (l *listing) take(d *Dataset, index int, transports bool, f foundFile, above []os.FileInfo) error {
	info, err := os.Stat(filepath.Join(d.Dir, f.name))
	var below []os.DirEntry
	_, readable := Readable(f.name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ELOOP):
		err = fmt.Errorf("%w: got a symbolic link that leads to no file; want a file", tablefile.ErrNotATable)
	case err != nil:
		err = reasonOf(err)
	case info.IsDir() && slices.ContainsFunc(above, func(one os.FileInfo) bool { return os.SameFile(one, info) }):
		err = fmt.Errorf("%w: got a link to a folder that it stands in; want a file or a folder of files", tablefile.ErrNotATable)
	case info.IsDir():
		if below, err = os.ReadDir(filepath.Join(d.Dir, f.name)); err != nil {
			err = reasonOf(err)
		}
	case !readable:
		l.passOver(f.name, OtherSuffix)
		return nil
	default:
		err = tablefile.CheckRegular(filepath.Join(d.Dir, f.name))
	}
	switch {
	case err != nil:
		l.refused = true
		return d.refuse(context.Background(), f.name, fmt.Errorf("cannot read %s: %w", f.name, err))
	case !info.IsDir():
		l.files[index] = append(l.files[index], f)
		if transports {
			l.transports[index] = f.name
		}
	}
	files, others := len(l.files[index]), len(l.passedOver)
	for _, entry := range below {
		name := f.name + "/" + entry.Name()
		switch {
		case strings.HasPrefix(entry.Name(), "."):
		case strings.HasPrefix(entry.Name(), "_"): // the writer's own: marks, and the parts of a job that was broken off
			l.passOver(name, OtherName)
		default:
			if err := l.take(d, index, transports, foundFile{name, f.taken}, append(above[:len(above):len(above)], info)); err != nil {
				return err
			}
		}
	}
	if info.IsDir() && len(l.files[index]) == files && len(l.passedOver) == others {
		l.passOver(f.name, NoFile)
	}
	return nil
}

func (l *listing) passOver(name, why string) {
	l.passedOver = append(l.passedOver, PassedOver{name, why})
}

// Registers is the folder of the registers of a dataset: the one that is named, or else RegistersFolder in dir, without regard to case where
// none is written so; empty where there is none.
func Registers(dir, named string) string {
	inside := filepath.Join(dir, RegistersFolder)
	if named != "" || isDir(inside) {
		return cmp.Or(named, inside)
	}
	entries, _ := os.ReadDir(dir) // without them there is no register, and no claim either
	for _, entry := range entries {
		if inside = filepath.Join(dir, entry.Name()); strings.EqualFold(entry.Name(), RegistersFolder) && isDir(inside) {
			return inside
		}
	}
	return ""
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// List names what a folder holds, in a line that stays short.
func List(names []string) string {
	const most = 8
	switch {
	case len(names) == 0:
		return "an empty folder"
	case len(names) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(slices.Clone(names), ", ")
}
