package worker

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Judged is what became of the claims of one stream that belongs to no job.
type Judged struct {
	RunID     string
	AsOf      civil.Day
	Claims    int64
	Cancelled int64 // lines that reverse others
	Rejected  int64
	Fault     string           // what is wrong with the first reject, without its cell
	FaultRow  int64            // its row in the stream, from 1
	Unmatched map[string]int64 // keys that were looked for, of the registers that have none of them
	Coverage  []rules.Coverage
}

// Read are all records.
func (j *Judged) Read() int64 { return j.Claims + j.Cancelled + j.Rejected }

// stdin is the source_file of findings.
const stdin = "stdin"

// newSingleWorker prepares to judge claims that belong to no job, each by itself: by the rules that look at one claim. Rules that look at
// several need the steps of a job.
func newSingleWorker(o Options) (*stepWorker, error) {
	chosen, err := judge.Choose(o.Rules)
	if err != nil {
		return nil, err
	}
	var single []*rules.Rule
	for _, r := range chosen {
		switch {
		case r.Across == nil && r.Test != nil:
			single = append(single, r)
		case o.Rules != nil:
			return nil, fmt.Errorf("%w: rule %s looks at more than one claim; want the steps of a job for it", ErrJob, r.ID)
		}
	}
	w := &stepWorker{job: &job{instants: o.Instants}, asOf: o.AsOf}
	if err := w.setUp(o, single, nil); err != nil {
		return nil, err
	}
	in := judge.Provenance{
		Registers: judge.DescribeRegisters(w.registers), Parameters: judge.DescribeParameters(w.Parameters), Rules: single,
		AsOf: w.asOf, Encoding: int(w.job.encoding), Instants: o.Instants.String(),
	}
	w.job.RunID = in.RunID()
	return w, nil
}

// judgeAlone judges rows that have the columns of transports or, where they name a provider, of care, and answers with rows of
// anomalies.parquet.
func judgeAlone(w *stepWorker, s *tablefile.Stream) error {
	out, n := findings.StreamFindings(w.out, w.job.RunID), Judged{RunID: w.job.RunID, AsOf: w.asOf}
	table, err := s.AsTable(w.table(stdin))
	if errors.Is(err, io.EOF) {
		w.judged(&n)
		return out.Close()
	}
	if err != nil {
		return err
	}
	kind := claim.Transport
	if slices.Contains(table.Header(), claim.ColProviderID.String()) {
		kind = claim.Care
	}
	f, err := claimfile.FromTable(table, kind)
	if err != nil {
		return err
	}
	pending, err := w.sample(f)
	if err != nil {
		return err
	}
	n.Unmatched = w.Context.Registers.Unmatched
	d := w.describer()
	var failed error
	for {
		var c *claimfile.Chunk
		if len(pending) > 0 {
			c, pending = pending[0], pending[1:]
		} else {
			c, err = f.Next()
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		c.Each(&d.Line, func(at claimfile.Position) {
			if d.Line.Cancels != "" {
				n.Cancelled++
				return
			}
			n.Claims++
			d.At(stdin, at.Line)
			failed = cmp.Or(failed, describeAlone(d, out))
		}, func(bad tablefile.Reject) {
			if n.Rejected++; n.Rejected == 1 {
				n.Fault, n.FaultRow = bad.Fault(), bad.Line
			}
		})
		c.Release()
		if failed != nil {
			return failed
		}
	}
	n.Coverage = d.Tally.Coverage()
	judge.BlameUnmatched(n.Coverage, w.Context.Registers)
	w.judged(&n)
	return out.Close()
}

// sample reads chunks until every register matches a claim, or has been asked for the sample that dataset.Sample takes of a file. It says of
// the others that they prove no absence in this stream, and gives the chunks, which are to be judged.
func (w *stepWorker) sample(f *claimfile.File) (pending []*claimfile.Chunk, err error) {
	registers := w.Context.Registers
	registers.Partial = maps.Clone(w.partial)
	m := claim.NewMatching(registers)
	var line claim.Claim
	shown, left := 0, false
	for !m.Done() && !left {
		c, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return pending, err
		}
		pending = append(pending, c)
		c.Each(&line, func(claimfile.Position) {
			if left = left || shown == dataset.SampleSize; !left {
				m.Add(&line)
				shown++
			}
		}, func(tablefile.Reject) {})
	}
	registers.ProveNothing(m.Unmatched(left))
	return pending, nil
}

// describeAlone describes what is found of the claim that was just read, by itself.
func describeAlone(d *judge.Describer, out *findings.Stream[findings.Row]) error {
	d.Reset()
	d.Open()
	flagged, _ := d.Single(d.Tally)
	for _, ruling := range flagged {
		d.Add(ruling, nil)
	}
	for i := range d.Rows {
		if err := out.Write(&findings.Message[findings.Row]{Row: &d.Rows[i]}); err != nil {
			return err
		}
	}
	return nil
}
