package dataset

import (
	"context"
	"runtime"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dcir"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// dcirLayout is the three DCIR tables, whose rows are joined to claims: acts of care, and trips.
var dcirLayout = layout{
	name: "dcir", files: "the DCIR tables ER_PRS_F*, ER_DTR_F* and ER_TRS_F*",
	takes: func(name string) (transports, ok bool) {
		_, ok = dcir.TableOf(name)
		return true, ok
	},
	open: func(files []foundFile) source {
		s := new(dcirTables)
		for _, f := range files {
			s.files = append(s.files, f.name)
		}
		for _, of := range []struct {
			table dcir.Table
			kind  claim.Kind
		}{{dcir.Acts, claim.Care}, {dcir.Trips, claim.Transport}} {
			s.list = append(s.list, &Input{Name: of.table.String(), Kind: of.kind, derived: true, open: func(context.Context, *Options, bool) (chunks, error) {
				claims := s.joined.Claims(of.kind)
				next := func() (Chunk, error) {
					c, err := claims.Next()
					return dcirChunk{c}, err
				}
				return chunks{next, func() error { return nil }}, nil
			}})
		}
		return s
	},
}

// WithoutOriginal is the name of a reversal that nothing stands for, in every layout.
const WithoutOriginal = dcir.CountWithoutOriginal

// dcirTables are the DCIR tables of a folder.
type dcirTables struct {
	files  []string
	list   []*Input
	joined *dcir.Result // nil before prepare
}

func (s *dcirTables) inputs() []*Input { return s.list }
func (s *dcirTables) names() []string  { return s.files }

// dcirCounts are what becomes of rows beside claims, cancelled lines and rejects.
var dcirCounts = []string{dcir.CountJoined, dcir.CountLeftOut, dcir.CountUnknownService}

func (s *dcirTables) counted() []string { return dcirCounts }

// prepare joins the tables. Their claims wait in the spill folder until close.
func (s *dcirTables) prepare(ctx context.Context, o *Options, spill string, registers *claim.Registers) (err error) {
	s.joined, err = dcir.Join(ctx, dcir.Options{
		Dir: o.Dir, Names: s.files, Encoding: o.Encoding, Instants: o.Instants, SpillDir: spill, Memory: o.Memory / 2, Workers: o.Workers, SkipSum: o.NoSums,
		Progress: o.Progress.Read, FindPrescription: dcir.PrescriptionFinder(registers.Prescriptions),
	})
	runtime.GC() // the passes need the memory that the join held; the collector would let it pile up
	return err
}

func (s *dcirTables) close() error {
	if s.joined == nil {
		return nil
	}
	return s.joined.Close()
}

func (s *dcirTables) eachReject(ctx context.Context, yield func(tablefile.Reject)) error {
	return s.joined.EachReject(ctx, yield)
}

// accounts are what became of the rows of each table. A claim that a line of a claim file reverses, or that is rejected, counts in the
// file of its row.
func (s *dcirTables) accounts(rejects map[string]int64) []Account {
	cancelled := map[string]int64{}
	for _, in := range s.list {
		cancelled = mergeByName(cancelled, in.Counts.cancelledIn)
	}
	var list []Account
	for _, f := range s.joined.Files {
		a := Account{Name: f.Name, Kind: claim.Transport, Columns: claimfile.Columns{Found: f.Found, Missing: f.Missing, Unknown: f.Unknown}, Sum: f.Sum, Understood: f.Understood}
		if f.Table == dcir.Acts {
			a.Kind = claim.Care
		}
		a.Cancelled, a.Rejected, a.Layout = f.Counts[dcir.CountCancelled]+cancelled[f.Name], rejects[f.Name], map[string]int64{}
		for _, name := range dcirCounts {
			if n := f.Counts[name]; n != 0 {
				a.Layout[name] = n
			}
		}
		a.Claims = f.Rows - a.Records()
		list = append(list, a)
	}
	return list
}

// dcirChunk shows joined claims as those of a claim file are shown.
type dcirChunk struct{ *dcir.Chunk }

func (c dcirChunk) Each(into *claim.Claim, yield func(at claimfile.Position), reject func(tablefile.Reject)) {
	c.EachWanted(nil, into, yield, reject)
}

func (c dcirChunk) EachWanted(wanted tablefile.Filter, into *claim.Claim, yield func(at claimfile.Position), _ func(tablefile.Reject)) {
	c.Chunk.Each(wanted, into, func(p dcir.Position) {
		yield(claimfile.Position{File: p.File, Line: p.Line, Offset: p.RowID})
	})
}

func (dcirChunk) Err() error { return nil }

// Join says how many rows of each table found theirs in another.
type Join struct {
	Matches         []Match
	UnknownServices map[string]int64 // transports that have no claims, by the code of their service
	WithoutOriginal int64            // reversals of acts that are in no table; they are among the rejects
}

// Match says how many rows of a table found one of another.
type Match struct {
	Of, In      string
	Transports  bool // only the transports among the rows count
	Rows, Found int64
}

// Join is nil where claims are not joined from tables, and before Prepare.
func (d *Dataset) Join() *Join {
	for _, s := range d.sources {
		t, ok := s.(*dcirTables)
		if !ok || t.joined == nil {
			continue
		}
		j := &Join{UnknownServices: t.joined.UnknownServices, WithoutOriginal: t.joined.Count(dcir.CountWithoutOriginal)}
		for _, m := range t.joined.Matches {
			j.Matches = append(j.Matches, Match{m.Of.String(), m.In.String(), m.Of == dcir.Acts, m.Rows, m.Found})
		}
		return j
	}
	return nil
}

// Origin is the register that gives a column of the claims which their layout does not have; empty for any other column.
func (d *Dataset) Origin(column string) (register string) {
	for _, s := range d.sources {
		if _, ok := s.(*dcirTables); ok && column == claim.ColPrescriptionID.String() {
			return "prescriptions"
		}
	}
	return ""
}

// Follows says whether a record is rejected only because another is: the act of its key cannot be read, or is not there.
func Follows(bad *tablefile.Reject) bool {
	return strings.HasSuffix(bad.Reason, "; want "+dcir.WantAct)
}
