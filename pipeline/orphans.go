package pipeline

import (
	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// A line that cancels a claim which is nowhere, neither in the files of tonight nor in the ledger, or only itself, takes nothing back: it is
// rejected, as the DCIR tables have it, so that a key that was cut or mistyped is seen and does not pass for a reversal that was done.

// cancelsItself says whether a line names itself as the claim that it reverses.
func cancelsItself(c *claim.Claim) bool { return c.Cancels == c.ClaimID }

// isOriginal says whether the line is a claim that another line reverses.
func isOriginal(d *dataset.Dataset, c *claim.Claim) bool { return d.IsReversed(c) && !cancelsItself(c) }

// isOrphan says whether the line is a reversal without its original. It is known once the claims of every night were read.
func (r *results) isOrphan(c *claim.Claim) bool {
	return c.Cancels != "" && !r.originals.has(&claim.Claim{Kind: c.Kind, ClaimID: c.Cancels})
}

// orphanOf rejects the reversal at a position.
func orphanOf(t *dataset.Task, at claimfile.Position, c *claim.Claim) tablefile.Reject {
	reason := dataset.WithoutOriginal + ": got a claim_id that is not among the claims of the kind; want that of the claim that the line cancels"
	if cancelsItself(c) {
		reason = dataset.WithoutOriginal + ": got the claim_id of the line itself; want that of the claim that the line cancels"
	}
	at = t.Source(at)
	return tablefile.Reject{
		File: at.File, Line: at.Line, Offset: at.Offset, Length: at.Length, Column: claim.ColCancels.String(), Raw: at.Raw, Reason: reason,
	}.Clone()
}
