package dataset

import (
	"context"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// Ledger gives the ledger of an earlier night as one more input, behind all others. Its claims are pseudonymous where the run that
// wrote it had a key for pseudonyms. Inputs does not list it.
func (d *Dataset) Ledger(past *publish.Past, pseudonymous bool) *Input {
	open := func(context.Context, *Options, bool) (chunks, error) {
		l, err := findings.OpenLedger(past)
		if err != nil {
			return chunks{}, err
		}
		next := func() (Chunk, error) {
			b, err := l.Next()
			if err != nil {
				return nil, err
			}
			return &LedgerChunk{LedgerBatch: b, pseudonymous: pseudonymous}, nil
		}
		return chunks{next, l.Close}, nil
	}
	return &Input{Name: publish.LedgerFile, Earlier: true, firstFile: len(d.Order()), open: open}
}

// Holds says whether a claim at a position is one of the ledger.
func (in *Input) Holds(position uint64) bool {
	return in.Earlier && position >= claim.PackPosition(in.firstFile, 0)
}

// LedgerChunk shows the claims of a ledger as those of a claim file are shown.
type LedgerChunk struct {
	*findings.LedgerBatch
	pseudonymous bool
	err          error
}

// Each reads the claims in order.
func (c *LedgerChunk) Each(into *claim.Claim, yield func(at claimfile.Position), reject func(tablefile.Reject)) {
	c.EachWanted(nil, into, yield, reject)
}

// EachWanted reads the claims that a filter wants.
func (c *LedgerChunk) EachWanted(wanted tablefile.Filter, into *claim.Claim, yield func(at claimfile.Position), _ func(tablefile.Reject)) {
	var wantedRow func(at int64, row *findings.LedgerRow) bool
	if wanted != nil {
		wantedRow = func(at int64, _ *findings.LedgerRow) bool { return wanted(at, -1) }
	}
	c.EachRow(wantedRow, into, func(at claimfile.Position, _ *findings.LedgerRow, _ []findings.Reported) { yield(at) })
}

// EachRow reads the claims that are wanted, all where wanted is nil, and shows each as it is stored too, with the findings that stand on it;
// these hold until the next claim. Wanted is asked of the row and its number.
func (c *LedgerChunk) EachRow(wanted func(at int64, row *findings.LedgerRow) bool, into *claim.Claim, yield func(at claimfile.Position, row *findings.LedgerRow, reported []findings.Reported)) {
	c.err = c.LedgerBatch.Each(wanted, into, func(at int64, row *findings.LedgerRow, reported []findings.Reported) {
		into.Pseudonymous = c.pseudonymous
		yield(claimfile.Position{Line: at, Offset: -1}, row, reported)
	})
}

// Number is 0: chunks of a ledger are not numbered.
func (c *LedgerChunk) Number() int64 { return 0 }

// Size is 0: the claims were counted on the night that wrote them.
func (c *LedgerChunk) Size() int64 { return 0 }

// Release does nothing: what the claims point to stays good.
func (c *LedgerChunk) Release() {}

// Err is what kept claims from being read.
func (c *LedgerChunk) Err() error { return c.err }
