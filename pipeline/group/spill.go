package group

import (
	"iter"

	"vigie/pipeline/scratch"
)

// openSpill opens the one file of a Grouper on disk, which takes the runs of all partitions in the order in which they come. It is one
// file because the number of files that a process may have open is small.
func openSpill(dir string) (*scratch.Spill, error) { return scratch.CreateSpill(dir, "tuples-") }

// run is a stretch of the file with tuples of one partition.
type run struct {
	offset int64
	tuples int
}

// pieces are the runs cut into such of at most so many tuples. Size is that of a tuple in bytes.
func pieces(runs []run, most int, size int64) iter.Seq[run] {
	return func(yield func(run) bool) {
		for _, r := range runs {
			for at := 0; at < r.tuples; at += most {
				if !yield(run{r.offset + int64(at)*size, min(most, r.tuples-at)}) {
					return
				}
			}
		}
	}
}
