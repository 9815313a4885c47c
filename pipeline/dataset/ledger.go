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

// LedgerChunk shows the claims of a ledger as those of a claim file are shown.
type LedgerChunk struct {
	*findings.LedgerBatch
	pseudonymous bool
	breaches     []findings.Breach // of the claim that was just read
	err          error
}

// Each reads the claims in order.
func (c *LedgerChunk) Each(into *claim.Claim, yield func(at claimfile.Position), reject func(tablefile.Reject)) {
	c.EachWanted(nil, into, yield, reject)
}

// EachWanted reads the claims that a filter wants.
func (c *LedgerChunk) EachWanted(wanted tablefile.Filter, into *claim.Claim, yield func(at claimfile.Position), _ func(tablefile.Reject)) {
	var wantedRow func(row int64) bool
	if wanted != nil {
		wantedRow = func(row int64) bool { return wanted(row, -1) }
	}
	c.err = c.LedgerBatch.Each(wantedRow, into, func(row int64, breaches []findings.Breach) {
		into.Pseudonymous = c.pseudonymous
		c.breaches = breaches
		yield(claimfile.Position{Line: row, Offset: -1})
	})
}

// Breaches are those findings on the claim that was just read which count where they are repeated. They hold until the next claim.
func (c *LedgerChunk) Breaches() []findings.Breach { return c.breaches }

// Number is 0: chunks of a ledger are not numbered.
func (c *LedgerChunk) Number() int64 { return 0 }

// Size is 0: the claims were counted on the night that wrote them.
func (c *LedgerChunk) Size() int64 { return 0 }

// Release does nothing: what the claims point to stays good.
func (c *LedgerChunk) Release() {}

// Err is what kept claims from being read.
func (c *LedgerChunk) Err() error { return c.err }
