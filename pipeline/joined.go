package pipeline

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"iter"
	"os"
	"runtime"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// joinTables joins the three DCIR tables, where the dataset is laid out so. Their claims wait in the spill folder, as those of
// two files, until close.
func (r *run) joinTables(ctx context.Context, spill string) (err error) {
	if len(r.data.tables) == 0 || r.joined != nil {
		return nil
	}
	defer r.clock.stage("join")()
	if spill == "" {
		if spill, err = os.MkdirTemp("", "vigie-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(spill)) }()
	}
	r.joined, err = dcir.Join(ctx, dcir.Options{
		Dir: r.data.dir, Names: r.data.tables, Encoding: r.Encoding, SpillDir: spill, Memory: cmp.Or(r.Memory, DefaultMemory) / 2, Workers: r.Workers, SkipSum: r.survey,
		Progress:   r.progress.add,
		FindPrescription: prescribed(r.context.Registers.Prescriptions),
	})
	if moved := r.data.steady(); moved != nil {
		err = moved
	}
	runtime.GC() // what the join held is room for hints; the collector would let it pile up
	if err == nil && len(r.joined.UnknownServices) > 0 {
		r.log.Warn().Interface("unknown_service", r.joined.UnknownServices).Msg("acts of transport services that have no claims, by PRS_NAT_REF")
	}
	return err
}

// close gives back what the joined claims take on disk.
func (r *run) close() error {
	if r.joined == nil {
		return nil
	}
	return r.joined.Close()
}

// joinedChunk shows claims of the joined tables as those of a claim file are shown.
type joinedChunk struct{ *dcir.Chunk }

func (c joinedChunk) Each(into *claim.Claim, yield func(at claimfile.Position), reject func(tablefile.Reject)) {
	c.EachWanted(nil, into, yield, reject)
}

func (c joinedChunk) EachWanted(wanted tablefile.Filter, into *claim.Claim, yield func(at claimfile.Position), _ func(tablefile.Reject)) {
	c.Chunk.Each(wanted, into, func(p dcir.Position) {
		yield(claimfile.Position{File: p.File, Line: p.Line, Offset: p.RowID})
	})
}

func (joinedChunk) Err() error { return nil }

// inOrder puts what was said of claims in input order. The claims of joined tables come in the order of the join.
func (r *run) inOrder(all []said) {
	if r.joined != nil {
		slices.SortStableFunc(all, func(a, b said) int { return cmp.Compare(a.place, b.place) })
	}
}

// inputs tells what became of the records of every file that was read. Of joined tables each row is told by its own table: what a
// claim file has rejected on its way is by then among the rejects of the run.
func (r *run) inputs(j *judged) []fileCount {
	if r.joined == nil {
		return j.files
	}
	rejected := map[string]int64{}
	for _, l := range []*rejectLog{j.rejects, j.repeats} {
		for file, n := range l.byFile {
			rejected[file] += n
		}
	}
	left := map[string]int64{} // claims that a line of a claim file takes back, by the file of their rows
	for _, f := range j.files {
		for name, n := range f.cancelledIn {
			left[name] += n
		}
	}
	var list []fileCount
	for _, f := range r.joined.Files {
		n := fileCount{
			claimFile: claimFile{name: f.Name, kind: claim.Transport}, columns: claimfile.Columns{Found: f.Found, Missing: f.Missing, Unknown: f.Unknown},
			sum: f.Sum, cancelled: f.Counts[dcir.CountCancelled] + left[f.Name], joinedRows: f.Counts[dcir.CountJoined],
			leftOut: f.Counts[dcir.CountLeftOut], unknownService: f.Counts[dcir.CountUnknownService], rejected: rejected[f.Name],
		}
		if f.Table == dcir.Acts {
			n.kind = claim.Care
		}
		n.claims = f.Rows - n.records()
		list = append(list, n)
	}
	for i := range j.files {
		if !j.files[i].joined {
			list = append(list, j.files[i])
		}
	}
	return list
}

// rxLink is a prescription and the next one of its patient, day and kind.
type rxLink struct {
	id   string
	next int32 // -1 where there is none
}

// prescribed finds prescriptions by what DCIR tells of them. One is found where it alone says nothing else: of that patient, day
// and kind, and of that prescriber or, where one of the two is not told, of that facility.
func prescribed(register claim.Register[claim.Prescription]) func(string, civil.Day, string, string, bool) (string, bool) {
	rows, ok := register.(interface {
		All() iter.Seq[*claim.Prescription]
		Len() int
	})
	if !ok {
		return nil
	}
	seed := maphash.MakeSeed()
	keyOf := func(patient string, signed civil.Day) uint64 {
		return maphash.String(seed, patient) + uint64(signed)*0x9e3779b97f4a7c15
	}
	first, links := make(map[uint64]int32, rows.Len()), make([]rxLink, 0, rows.Len())
	for rx := range rows.All() {
		if rx.PatientID == "" || !rx.SignedOn.Known() {
			continue
		}
		key := keyOf(rx.PatientID, rx.SignedOn)
		next, found := first[key]
		if !found {
			next = -1
		}
		first[key] = int32(len(links))
		links = append(links, rxLink{rx.PrescriptionID, next})
	}
	return func(patient string, signed civil.Day, prescriber, facility string, care bool) (id string, one bool) {
		at, found := first[keyOf(patient, signed)]
		if !found {
			return "", false
		}
		for ; at >= 0; at = links[at].next {
			rx := &register.Of(links[at].id)[0]
			if rx.PatientID != patient || rx.SignedOn != signed || (rx.Kind == claim.Care) != care {
				continue
			}
			switch {
			case prescriber != "" && rx.PrescriberID != "":
				if prescriber != rx.PrescriberID {
					continue
				}
			case facility != "" && rx.PrescriberFacility != "" && rx.PrescriberFacility != claim.AbsentText && !sameFacility(facility, rx.PrescriberFacility):
				continue
			}
			if id != "" {
				return "", false
			}
			id = rx.PrescriptionID
		}
		return id, id != ""
	}
}

// tablesJoined tells of the join for the manifest; nil where there was none.
func (r *run) tablesJoined() *findings.Tables {
	if r.joined == nil {
		return nil
	}
	t := &findings.Tables{UnknownServices: r.joined.UnknownServices}
	for _, m := range r.joined.Matches {
		t.Matches = append(t.Matches, findings.Match{Of: m.Of.String(), In: m.In.String(), Rows: m.Rows, Found: m.Found})
	}
	return t
}

// sameFacility compares FINESS numbers, of which ETB_PRE_FIN has eight digits of nine.
func sameFacility(short, full string) bool {
	return short == full || len(short) == 8 && len(full) == 9 && full[:8] == short
}
