package dataset

import (
	"context"
	"maps"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// Input is a run of claims: those of a claim file, those that tables were joined to, or those of earlier nights.
type Input struct {
	Name    string     // relative to the folder
	Kind    claim.Kind // of the claims; a ledger holds both kinds
	Earlier bool       // the claims are of earlier nights: it stands behind all others

	Counts  Counts            // what became of its records, as Pass has found
	Columns claimfile.Columns // known once the claims were read
	Sum     tablefile.Sum     // likewise; zero where the file is not hashed

	Understood claimfile.Understood // of the first pass; nil where every cell is written as the contract has it

	derived   bool // the claims are made of the records of several files: each names its file, and they are in no order of files
	firstFile int  // number of its file, or of the first of them
	open      func(ctx context.Context, o *Options, again bool) (chunks, error)
}

// chunks are the chunks of an input, one after another; io.EOF comes after the last. By then the Sum of the input is known.
type chunks struct {
	next  func() (Chunk, error)
	close func() error
}

// Chunk is a run of claims. Any goroutine may take it, one at a time.
type Chunk interface {
	// Each reads the claims in order, each into the same claim, and gives its position; what the claim points to holds until Release.
	Each(into *claim.Claim, yield func(at claimfile.Position), reject func(tablefile.Reject))
	// EachWanted is Each of the claims that a filter wants.
	EachWanted(wanted tablefile.Filter, into *claim.Claim, yield func(at claimfile.Position), reject func(tablefile.Reject))
	Number() int64 // of the chunk in its input, from 0
	Size() int64   // bytes
	Err() error    // what kept the chunk from being read to its end
	Release()
}

// understanding is a chunk that counts how its cells were understood.
type understanding interface{ Understood() claimfile.Understood }

// OfActs is a chunk of claims that were made of acts, which the ledger keeps with them: a reversal of a later night names them, and no claim id.
type OfActs interface {
	Act() []byte // of the claim that was just read; valid until the chunk is released
}

// Counts are what became of records. Each record counts once.
type Counts struct {
	Claims    int64 // judged
	Context   int64 // read, and outside the days that are reported
	Cancelled int64 // lines that another line reverses, and those that reverse one
	Rejected  int64
	Layout    map[string]int64 // what only a layout knows of, by name, such as rows that went into the claims of others

	cancelledIn map[string]int64 // of derived claims, those in Cancelled by the file of their records
}

// Records are all records.
func (c *Counts) Records() int64 {
	n := c.Claims + c.Context + c.Cancelled + c.Rejected
	for _, records := range c.Layout {
		n += records
	}
	return n
}

// Merge adds what became of other records.
func (c *Counts) Merge(o *Counts) {
	c.Claims += o.Claims
	c.Context += o.Context
	c.Cancelled += o.Cancelled
	c.Rejected += o.Rejected
	c.Layout = mergeByName(c.Layout, o.Layout)
	c.cancelledIn = mergeByName(c.cancelledIn, o.cancelledIn)
}

func mergeByName(to, from map[string]int64) map[string]int64 {
	if to == nil {
		return maps.Clone(from)
	}
	for name, n := range from {
		to[name] += n
	}
	return to
}

// Account is what became of the records of one file.
type Account struct {
	Name    string // relative to the folder
	Kind    claim.Kind
	Columns claimfile.Columns
	Sum     tablefile.Sum
	Counts
	Understood claimfile.Understood
}
