// Package dataset opens what a folder holds as chunks of claims, whatever the layout of its files.
//
// A layout is one file of this package: canonical.go (transports* and care*) and dcir.go (the three DCIR tables). It says which files of the
// folder it takes, and gives inputs, each a run of claims of one kind; nobody else knows how they come about. The ledger of an earlier night
// (ledger.go) is one more input. Pass reads claims, several times in a run, each time in the same order and from the same bytes: a file
// that changes meanwhile ends the run (ErrChanged). Memory holds the chunks under way, and what a layout needs of its own.
package dataset

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/progress"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// ErrNoClaims is returned where a folder holds no claim file.
var ErrNoClaims = errors.New("no claim file")

// Options say which folder is opened, and how its files are read.
type Options struct {
	Dir      string
	Layout   string // one of Layouts; empty for Auto
	Encoding tablefile.Encoding
	Instants tablefile.Instants
	Workers  int
	Memory   int64 // bytes that a layout may hold before it turns to the disk
	NoSums   bool  // files are not hashed
	Progress *progress.Progress

	// Refuse is told of a file that cannot be read, of the files of a layout, or of a folder that lacks them, and the others are read; nil
	// to end the run. It is called by one goroutine at a time.
	Refuse func(name string, err error)
}

// Dataset is the claims of a folder. Close it in the end.
type Dataset struct {
	Options
	sources   []source
	inputs    []*Input
	unread    map[string]os.FileInfo    // of the files by name, before they were read
	read      bool                      // every claim was read once
	cancelled [2]claimfile.CancelledIDs // by kind of claim
	reversals [2]map[string]string      // by kind of claim: the ids of rows of tables that reverse claims of earlier nights, by those of these

	passedOver []PassedOver
}

// layout is one way in which claims are laid out in files.
type layout struct {
	name  string
	files string                                  // what they are called, for messages
	takes func(name string) (transports, ok bool) // whether a file or folder is of the layout by its name, and whether it brings transports
	open  func(files []foundFile) source          // of such files, in path order
}

// layouts are those that the files of a folder may have, in the order in which their claims are read.
var layouts = []layout{dcirLayout, canonicalLayout}

// Auto stands for the layout that the names of the files show.
const Auto = "auto"

// Layouts are the names of the layouts that may be asked for.
func Layouts() []string {
	names := []string{Auto}
	for _, l := range slices.Backward(layouts) {
		names = append(names, l.name)
	}
	return names
}

// source is the claims of a folder that have one layout.
type source interface {
	// prepare makes the claims ready to be read. What memory does not hold waits in the folder spill.
	prepare(ctx context.Context, o *Options, spill string, registers *claim.Registers) error
	// inputs are the claims in the order in which they are read; they are known before prepare.
	inputs() []*Input
	// names are those of all files that the claims come from, sorted.
	names() []string
	// counted are the names under which accounts count what only the layout knows of.
	counted() []string
	// accounts are what became of the records of each file, in the order of names. rejects counts the rejects of the run by file.
	accounts(rejects map[string]int64) []Account
	// eachReject gives the records that prepare could not use.
	eachReject(ctx context.Context, yield func(tablefile.Reject)) error
	close() error
}

// Open finds the claim files of a folder, and reads nothing of them. ErrNoClaims says that there are none of the layout that is asked for,
// or transports of two layouts; tablefile.ErrNotATable that one of them is no file, such as a pipe.
func Open(o Options) (*Dataset, error) {
	d := &Dataset{Options: o}
	l, err := lookThrough(d)
	if err != nil {
		return nil, fmt.Errorf("cannot open the dataset: %w", err)
	}
	d.passedOver = l.passedOver
	if both := slices.DeleteFunc(slices.Clone(l.transports), func(name string) bool { return name == "" }); len(both) > 1 {
		err := fmt.Errorf("%w in %s: got both %s; want transports in one layout, or --layout", ErrNoClaims, o.Dir, strings.Join(both, " and "))
		if err = d.refuse(context.Background(), strings.Join(both, ", "), err); err != nil {
			return nil, err
		}
	}
	missing := !l.refused
	var wanted []string
	for i, one := range layouts {
		if len(l.files[i]) > 0 {
			d.sources = append(d.sources, one.open(l.files[i]))
		}
		if one.name == o.Layout || !asked(o.Layout) {
			wanted = append([]string{one.files}, wanted...)
			missing = missing && len(l.files[i]) == 0
		}
	}
	if missing {
		var others []string
		for _, p := range l.passedOver {
			others = append(others, p.Name)
		}
		err := fmt.Errorf("%w in %s: got %s; want %s, as .csv, .csv.gz, .csv.zst or .parquet", ErrNoClaims, o.Dir, List(others), strings.Join(wanted, ", or "))
		if err = d.refuse(context.Background(), o.Dir, err); err != nil {
			return nil, err
		}
	}
	file := 0
	for _, s := range d.sources {
		for _, in := range s.inputs() {
			in.firstFile = file
			if !in.derived {
				in.firstFile += slices.Index(s.names(), in.Name)
			}
			d.inputs = append(d.inputs, in)
		}
		file += len(s.names())
	}
	if file >= claim.MaxFiles {
		return nil, fmt.Errorf("cannot read %s: %w: got %d files; want fewer than %d", o.Dir, tablefile.ErrLimit, file, claim.MaxFiles)
	}
	return d, nil
}

// asked says whether one layout was asked for.
func asked(name string) bool { return name != "" && name != Auto }

// layoutOf is the index of the layout that takes a file, -1 for none. Where one layout is asked for, the others bring no transports.
func layoutOf(name, wanted string) (index int, transports bool) {
	for i, l := range layouts {
		if transports, ok := l.takes(name); ok && (!transports || l.name == wanted || !asked(wanted)) {
			return i, transports
		}
	}
	return -1, false
}

// LayoutOf is the layout in which files of these names bring transports; Auto where none of them does.
func LayoutOf(names []string) string {
	for _, name := range names {
		if i, transports := layoutOf(name, Auto); transports {
			return layouts[i].name
		}
	}
	return Auto
}

// Prepare makes the claims ready to be read, before the first Pass. What memory does not hold waits in the folder spill until Close; it
// is made where it is missing. ErrChanged says that a file changed meanwhile.
func (d *Dataset) Prepare(ctx context.Context, spill string, registers *claim.Registers) error {
	if err := d.note(); err != nil {
		return err
	}
	for _, s := range d.sources {
		err := s.prepare(ctx, &d.Options, spill, registers)
		if changed := d.Unchanged(); changed != nil {
			return changed
		}
		if err != nil {
			if err = d.refuse(ctx, strings.Join(s.names(), ", "), err); err != nil {
				return err
			}
			d.leaveOut(s)
		}
	}
	return nil
}

// refuse passes over what cannot be read, where that is wanted; else it gives the error.
func (d *Dataset) refuse(ctx context.Context, name string, err error) error {
	if d.Refuse == nil || ctx.Err() != nil {
		return err
	}
	d.Refuse(name, err)
	return nil
}

// leaveOut takes a source away, with its claims.
func (d *Dataset) leaveOut(s source) {
	d.sources = slices.DeleteFunc(slices.Clone(d.sources), func(one source) bool { return one == s })
	d.inputs = slices.DeleteFunc(slices.Clone(d.inputs), func(in *Input) bool { return slices.Contains(s.inputs(), in) })
}

// Close gives back the disk that the claims took.
func (d *Dataset) Close() error {
	var all []error
	for _, s := range d.sources {
		all = append(all, s.close())
	}
	return errors.Join(all...)
}

// PassedOver are the files of the folder that are not read, in path order.
func (d *Dataset) PassedOver() []PassedOver { return d.passedOver }

// Inputs are the claims in the order in which they are read.
func (d *Dataset) Inputs() []*Input { return d.inputs }

// InOrder says whether claims are read in the order of their positions.
func (d *Dataset) InOrder() bool {
	return !slices.ContainsFunc(d.inputs, func(in *Input) bool { return in.derived })
}

// Accounts are what became of the records of each file that was read, by layout and name. rejects counts the rejects of the run by file.
func (d *Dataset) Accounts(rejects map[string]int64) []Account {
	var list []Account
	for _, s := range d.sources {
		list = append(list, s.accounts(rejects)...)
	}
	return list
}

// Counted are the names under which accounts count what only the layouts of the folder know of. An account has those that are not 0.
func (d *Dataset) Counted() []string {
	var names []string
	for _, s := range d.sources {
		names = append(names, s.counted()...)
	}
	return names
}

// EachReject gives the records that Prepare could not make claims of.
func (d *Dataset) EachReject(ctx context.Context, yield func(tablefile.Reject)) error {
	for _, s := range d.sources {
		if err := s.eachReject(ctx, yield); err != nil {
			return err
		}
	}
	return nil
}

// Order gives the files that claims come from their numbers, in input order.
func (d *Dataset) Order() map[string]int {
	number := map[string]int{}
	for i, name := range d.files() {
		number[name] = i
	}
	return number
}
