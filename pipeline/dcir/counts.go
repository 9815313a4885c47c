package dcir

// Headings under which rows are counted that give no claim of their own. Each row of a file is counted under one of the first four, or
// is a claim or a reject; reversals without their original are among the rejects.
const (
	CountJoined          = "joined"                    // went into a claim of another row: acts of trips, and details
	CountLeftOut         = "left_out"                  // franchise lines, and those for information
	CountUnknownService  = "unknown_service"           // of a transport service that has no claims, with what hangs on them
	CountCancelled       = "cancelled"                 // acts that were taken back, with their trips, and the reversals that did it
	CountWithoutOriginal = "reversal_without_original" // reversals that no act stands for
)

// heading is one of them, where rows are counted.
type heading uint8

const (
	joinedRows heading = iota
	leftOutRows
	unknownServiceRows
	cancelledRows
	withoutOriginalRows
	headings
)

var headingNames = [headings]string{CountJoined, CountLeftOut, CountUnknownService, CountCancelled, CountWithoutOriginal}

// tally counts the rows of one file by heading.
type tally [headings]int64

func (t *tally) add(other *tally) {
	for h, n := range other {
		t[h] += n
	}
}

// byName gives the counts that are not 0.
func (t *tally) byName() map[string]int64 {
	counts := map[string]int64{}
	for h, n := range t {
		if n != 0 {
			counts[headingNames[h]] = n
		}
	}
	return counts
}

// Count is how many rows of all files are counted under a heading.
func (j *Result) Count(name string) (rows int64) {
	for _, f := range j.Files {
		rows += f.Counts[name]
	}
	return rows
}
