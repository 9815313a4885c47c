package dcir

// Headings under which rows are counted that give no claim of their own. Each row of a file is counted under one of the first four, or
// is a claim or a reject; reversals without their original are among the rejects.
const (
	CountJoined          = "joined"                    // became part of the claim of another row: acts with trips, and details
	CountLeftOut         = "left_out"                  // acts that are a franchise, or only for information, with their details and trips
	CountUnknownService  = "unknown_service"           // acts of a transport service that has no claims, with their details and trips
	CountCancelled       = "cancelled"                 // acts that a reversal cancels, with their trips, and these reversals
	CountWithoutOriginal = "reversal_without_original" // reversals without an act to cancel
)

// heading is one of these headings as an index.
type heading uint8

const (
	joinedRows heading = iota
	leftOutRows
	unknownServiceRows
	cancelledRows
	withoutOriginalRows
	headingCount
)

var headingNames = [headingCount]string{CountJoined, CountLeftOut, CountUnknownService, CountCancelled, CountWithoutOriginal}

// tally counts the rows of one file by heading.
type tally [headingCount]int64

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
