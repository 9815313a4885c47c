package claimfile

import (
	"errors"
	"io"
	"slices"
	"sync"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// CancelledIDs is the set of claims that another line cancels, by claim_id.
type CancelledIDs map[string]struct{}

// Has reports whether the claim is cancelled.
func (r CancelledIDs) Has(claimID string) bool {
	_, found := r[claimID]
	return found
}

// A line that cancels a claim which is nowhere, neither in the files of tonight nor in the ledger, or only itself, takes nothing back: it is
// rejected, as the DCIR tables have it, so that a key that was cut or mistyped is seen and does not pass for a reversal that was done.

// CancelsItself says whether a line names itself as the claim that it cancels.
func CancelsItself(c *claim.Claim) bool { return c.Cancels == c.ClaimID }

// OrphanReason says why a line that cancels no claim is rejected.
func OrphanReason(c *claim.Claim) string {
	if CancelsItself(c) {
		return "got the claim_id of the line itself; want that of the claim that the line cancels"
	}
	return "got a claim_id that is not among the claims of the kind; want that of the claim that the line cancels"
}

// Source is a file and how to read it.
type Source struct {
	Path    string
	Options tablefile.Options
}

// ReadCancelled reads the cancels column of all files of a kind, on a number of goroutines. Of a file without that column it reads
// only the header. A line whose other cells cannot be read cancels its claim all the same; a line that cannot be split into cells
// does not. Memory holds the ids.
func ReadCancelled(kind claim.Kind, files []Source, workers int) (CancelledIDs, error) {
	chunks := make(chan cancelsChunk)
	parts := make([]CancelledIDs, max(1, workers))
	var wait sync.WaitGroup
	for i := range parts {
		parts[i] = CancelledIDs{}
		wait.Go(func() {
			for c := range chunks {
				eachCancelled(c.Chunk, c.column, func(id []byte) {
					if !parts[i].Has(tablefile.View(id)) {
						parts[i][string(id)] = struct{}{}
					}
				})
				c.Release()
			}
		})
	}
	var err error
	for _, f := range files {
		if err = readCancels(kind, f, chunks); err != nil {
			break
		}
	}
	close(chunks)
	wait.Wait()
	for _, part := range parts[1:] {
		for id := range part {
			parts[0][id] = struct{}{}
		}
	}
	return parts[0], err
}

// eachCancelled shows the claims that lines of a chunk cancel, as the decoder reads the cells: those of null words name none.
func eachCancelled(c *tablefile.Chunk, column int, yield func(id []byte)) {
	c.EachCell(column, func(text []byte) {
		if cell.IsNull(text) {
			return
		}
		if id, _ := cell.ID(text); len(id) > 0 {
			yield(id)
		}
	})
}

// cancelsChunk is a chunk and the index of its cancels column.
type cancelsChunk struct {
	*tablefile.Chunk
	column int
}

func readCancels(kind claim.Kind, s Source, to chan<- cancelsChunk) error {
	s.Options.SkipSum = true
	f, err := Open(s.Path, kind, s.Options)
	if err != nil {
		return err
	}
	defer f.Close()
	column := slices.Index(f.table.Header(), claim.ColCancels.String())
	if column < 0 {
		return nil
	}
	for {
		c, err := f.table.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		to <- cancelsChunk{c, column}
	}
}
