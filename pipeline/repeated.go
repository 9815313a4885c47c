package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/group"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// A claim_id is unique among the claims of its kind. Where it stands twice, as when a file was put into the folder twice, all
// but the first record in input order are rejected: nothing may be found of a claim because it was read again.

// signature is the kind and id of a claim, hashed, and where the claim stands.
type signature struct{ High, Low, Place uint64 }

var signatureSeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func signatureOf(c *claim.Claim, place uint64) signature {
	return signature{maphash.String(signatureSeeds[0], c.ClaimID) + uint64(c.Kind), maphash.String(signatureSeeds[1], c.ClaimID), place}
}

func (s *signature) compare(o *signature) int {
	return cmp.Or(cmp.Compare(s.Low, o.Low), cmp.Compare(s.Place, o.Place))
}

// signatures gathers those of tonight's claims.
func (r *run) signatures(spill string) (*group.Grouper[signature], error) {
	o := r.grouping(spill)
	o.Memory = max(1, o.Memory/signaturePart)
	return group.New(o, func(s *signature) uint64 { return s.High }, (*signature).compare)
}

// signaturePart says how small a part of what hints may take signatures take beside them.
const signaturePart = 8

// findRepeated notes the places of claims whose id stood before. The signatures are closed.
func (r *run) findRepeated(ctx context.Context, ids *group.Grouper[signature]) error {
	byWorker := make([]places, r.Workers)
	err := ids.Sweep(ctx, func(worker int, group []signature) error {
		for i := 1; i < len(group); i++ {
			if group[i].Low == group[i-1].Low {
				byWorker[worker] = append(byWorker[worker], group[i].Place)
			}
		}
		return nil
	})
	r.repeated = slices.Concat(byWorker...)
	slices.Sort(r.repeated)
	return errors.Join(err, ids.Close())
}

// has says whether a place is in the set.
func (p places) has(place uint64) bool {
	_, found := slices.BinarySearch(p, place)
	return found
}

// unsay takes back what was said and counted of the claim that was just read, and rejects it.
func (w *teller) unsay(t *task, at claimfile.Position, b *batch) {
	if w.run.reports(w.line.Day()) {
		w.c.Open(&w.line)
		w.flagged, _ = w.run.auditor.Judge(w.c, w.unsaid, w.flagged[:0])
		b.claims--
	} else {
		b.context--
	}
	b.rejected++
	if t.joined {
		at.Offset = -1 // is the order of the row
	}
	b.rejects = append(b.rejects, tablefile.Reject{
		File: cmp.Or(at.File, t.name), Line: at.Line, Offset: at.Offset, Length: at.Length, Column: claim.ColClaimID.String(), Raw: at.Raw,
		Reason: repeatedReason(t.kind),
	}.Clone())
}

func repeatedReason(kind claim.Kind) string {
	return fmt.Sprintf("got a claim_id that stands before among the %s claims; want each once", kind)
}
