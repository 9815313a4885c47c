package pipeline

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/group"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/claim"
)

// A claim_id is unique among the claims of its kind. Where several records have the same one, as when a file was put into the folder twice,
// all but the first in input order are rejected: a claim that is read again must not look like two claims.

// lateRejects finds the claims that are rejected once all were read. It belongs to one goroutine.
type lateRejects struct {
	*judge.Judge
	results   *results
	takenBack *rules.Tally // what was counted of these claims
	orphans   int64        // reversals without an original
}

func newLateRejects(j *judge.Judge, r *results) lateRejects {
	return lateRejects{Judge: j, results: r, takenBack: j.Auditor.NewTally()}
}

// of says whether the claim that was just read is rejected, and takes back what was counted of it. Judged says that the rules were put
// to it.
func (w *lateRejects) of(t *dataset.Task, at claimfile.Position, judged bool) (bad tablefile.Reject, rejected bool) {
	switch {
	case w.results.repeated.has(t.Position(at)):
		w.Compare() // to be taken back
		if !w.Reports(w.Line.Day()) {
			t.Counts.Context--
		} else {
			t.Counts.Claims--
			if judged {
				w.takeBack()
			}
		}
		bad = duplicateOf(t, at)
	case w.results.isOrphan(&w.Line):
		w.orphans++
		t.Counts.Cancelled--
		bad = orphanOf(t, at, &w.Line)
	default:
		return bad, false
	}
	t.Counts.Rejected++
	return bad, true
}

// takeBack takes back what was counted of the claim that was just read.
func (w *lateRejects) takeBack() {
	w.Open()
	w.Single(w.takenBack)
}

// close adds what was taken back to the results.
func (w *lateRejects) close() {
	w.results.Tally.Subtract(w.takenBack)
	w.results.Levels.Subtract(w.Levels)
	w.results.Balance.Subtract(&w.Balance)
	w.results.Prescribed.Subtract(w.Prescribed)
	w.results.orphans += w.orphans
}

// rejectLate reads the claims of a survey once more, where there may be any that are rejected once all were read.
func rejectLate(ctx context.Context, a *audit, r *results) error {
	if len(r.repeated) == 0 && a.data.Reversed() == len(r.originals[claim.Transport])+len(r.originals[claim.Care]) {
		return nil
	}
	defer a.stopwatch.Stage("rejects")()
	var readers []*lateRejects
	err := dataset.Pass(ctx, a.data, a.data.Inputs(), func() dataset.Reader[[]tablefile.Reject] {
		w := newLateRejects(a.setup.NewJudge(), r)
		readers = append(readers, &w)
		return func(t *dataset.Task) (list []tablefile.Reject, err error) {
			t.Chunk.Each(&w.Line, func(at claimfile.Position) {
				if bad, rejected := w.of(t, at, sampled(t)); rejected {
					list = append(list, bad)
				}
			}, func(tablefile.Reject) {})
			return list, nil
		}
	}, func(list []tablefile.Reject) {
		for _, bad := range list {
			r.duplicates.add(bad)
		}
	})
	for _, w := range readers {
		w.close()
	}
	return err
}

// signature is the kind and id of a claim, hashed, and where the claim stands.
type signature struct{ High, Low, Position uint64 }

var signatureSeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func signatureOf(c *claim.Claim, position uint64) signature {
	return signature{maphash.String(signatureSeeds[0], c.ClaimID) + uint64(c.Kind), maphash.String(signatureSeeds[1], c.ClaimID), position}
}

func (s *signature) compare(o *signature) int {
	return cmp.Or(cmp.Compare(s.Low, o.Low), cmp.Compare(s.Position, o.Position))
}

// signaturePart is the part of the memory for group keys that signatures take in addition: one in so many.
const signaturePart = 8

// newSignatures gathers the signatures of tonight's claims.
func newSignatures(o group.Options) (*group.Grouper[signature], error) {
	o.Memory = max(1, o.Memory/signaturePart)
	return group.New(o, func(s *signature) uint64 { return s.High }, (*signature).compare)
}

// repeatedClaims are the claims whose id an earlier claim has. It closes the signatures.
func repeatedClaims(ctx context.Context, ids *group.Grouper[signature], workers int) (positions, error) {
	byWorker := make([]positions, workers)
	err := ids.Sweep(ctx, func(worker int, of []signature) error {
		for i := 1; i < len(of); i++ {
			if of[i].Low == of[i-1].Low {
				byWorker[worker] = append(byWorker[worker], of[i].Position)
			}
		}
		return nil
	})
	repeated := slices.Concat(byWorker...)
	slices.Sort(repeated)
	return repeated, errors.Join(err, ids.Close())
}

// positions are the positions of some claims, in ascending order.
type positions []uint64

func (p positions) has(position uint64) bool {
	_, found := slices.BinarySearch(p, position)
	return found
}

// of is a filter for the claims of a task that stand at one of the positions.
func (p positions) of(t *dataset.Task) tablefile.Filter {
	return func(line, offset int64) bool {
		return p.has(t.Position(claimfile.Position{Line: line, Offset: offset}))
	}
}

// duplicateOf is the reject of a claim whose id an earlier claim has.
func duplicateOf(t *dataset.Task, at claimfile.Position) tablefile.Reject {
	at = t.Source(at)
	return tablefile.Reject{
		File: at.File, Line: at.Line, Offset: at.Offset, Length: at.Length, Column: claim.ColClaimID.String(), Raw: at.Raw,
		Reason: judge.RepeatedReason(t.Kind),
	}.Clone()
}

// isOrphan says whether the line is a reversal without its original. It is known once the claims of every night were read.
func (r *results) isOrphan(c *claim.Claim) bool {
	return c.Cancels != "" && !r.originals.Has(&claim.Claim{Kind: c.Kind, ClaimID: c.Cancels})
}

// orphanOf rejects the reversal at a position.
func orphanOf(t *dataset.Task, at claimfile.Position, c *claim.Claim) tablefile.Reject {
	at = t.Source(at)
	return tablefile.Reject{
		File: at.File, Line: at.Line, Offset: at.Offset, Length: at.Length, Column: claim.ColCancels.String(), Raw: at.Raw,
		Reason: dataset.WithoutOriginal + ": " + claimfile.OrphanReason(c),
	}.Clone()
}
