package claimfile

import (
	"errors"
	"io"
	"slices"
	"sync"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// Reversed is the set of claims that another line takes back, by claim_id.
type CancelledIDs map[string]struct{}

// Has says whether the claim is taken back.
func (r CancelledIDs) Has(claimID string) bool {
	_, found := r[claimID]
	return found
}

// Source is a file to be read and how.
type Source struct {
	Path    string
	Options tablefile.Options
}

// ReadReversed reads the cancels column of all files of a kind on so many goroutines. Of a file without that column it
// reads the header alone. A line whose other cells cannot be read takes back its claim all the same; one that cannot be
// cut into cells does not.
func ReadCancelled(kind claim.Kind, files []Source, workers int) (CancelledIDs, error) {
	chunks := make(chan cancelling)
	parts := make([]CancelledIDs, max(1, workers))
	var wait sync.WaitGroup
	for i := range parts {
		parts[i] = CancelledIDs{}
		wait.Go(func() {
			for c := range chunks {
				c.EachCell(c.column, func(id []byte) {
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
		if err = readCancelling(kind, f, chunks); err != nil {
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

// cancelling is a chunk and where its cancels column stands.
type cancelling struct {
	*tablefile.Chunk
	column int
}

func readCancelling(kind claim.Kind, s Source, to chan<- cancelling) error {
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
		to <- cancelling{c, column}
	}
}
