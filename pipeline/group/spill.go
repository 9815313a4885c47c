package group

import (
	"iter"

	"vigie/pipeline/scratch"
)

// openSpill opens the file of a Grouper, which takes the runs of all partitions in the order in which they are written. It is one
// file for all partitions, because a process may have only few open files.
func openSpill(dir string) (*scratch.Spill, error) { return scratch.CreateSpill(dir, "tuples-") }

// run is a part of the file with tuples of one partition.
type run struct {
	offset int64
	tuples int
}

// splitRuns cuts runs into runs of at most a number of tuples. size is the bytes of a tuple.
func splitRuns(runs []run, most int, size int64) iter.Seq[run] {
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
