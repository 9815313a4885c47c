package pipeline

import (
	"errors"
	"fmt"

	"vigie/pipeline/progress"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
)

// How a run may end, beside the errors of the packages below and those of the system.
var (
	// ErrNothingRead is returned where the input holds not one readable record.
	ErrNothingRead = errors.New("not one readable record")
	// ErrTooManyRejects is returned where more records were rejected than were allowed.
	ErrTooManyRejects = errors.New("too many records were rejected")
)

// Options of a run.
type Options struct {
	Dir        string // folder of the claims
	Layout     string // of its files, one of dataset.Layouts; empty for the one that their names show
	Out        string // folder to publish
	Registers  string // folder of the registers; empty for Dir/registers
	Encoding   tablefile.Encoding
	Instants   tablefile.Instants // what Parquet timestamps mean that say they are instants
	History    string             // folder of earlier runs, or of one; empty for none
	Params     string             // file of parameters; empty for the defaults
	Rules      []string           // ids of the rules to apply; empty for all
	AsOf       civil.Day          // the day that counts as today; zero for the latest day in the input
	From, To   civil.Day          // days of the claims that are reported; zero for no bound
	Workers    int
	Memory     int64 // bytes that may hold what grows with the claims; 0 for DefaultMemory
	Replace    bool
	AllowEmpty bool // a night without a claim publishes an empty run
	MaxRejects RejectLimit
	Lang       string // of the report; empty for French
	Pseudonyms string // file of the key for pseudonyms; empty to write identifiers as they are
	Version    string // of the program
	Sign       string // file of the private key that signs the manifest; empty for nobody
	Meter      *Meter // measures the run; nil for none
	Listener   Listener
}

// Listener is what whoever shows a run wants to know of it. Each of its functions may be nil.
type Listener struct {
	Quiet    bool                                    // no heartbeat
	Progress func(*progress.Progress) (stop func())  // shows how far the run is, in the place of the heartbeat
	Summary  func(*Outcome)                          // what a run that went well came to, in the place of the summary event
	Exit     func(*Outcome) (code int, words string) // the exit code of the run and what it means, for the manifest
}

// DefaultMemory is what a run may hold of the claims at a time before it turns to the disk, in bytes.
const DefaultMemory = 160 << 20

// RejectLimit is how many records may be rejected: a number, or a share in percent, of claim files and registers together. Without Set a
// run is refused where more than UsualPercent of the records and more than UsualRejects of them were rejected, of the claim files or of
// the registers: a format that drifted does not look like success, and one bad line of a small file does not stop a run.
type RejectLimit struct {
	Set     bool
	Percent bool
	N       int64
}

// How many records may be rejected where nobody says: that share of them in percent, and that many whatever the share.
const (
	UsualPercent = 5
	UsualRejects = 20
)

// exceeded says how many records were rejected, of how many, where that is more than may be.
func (l RejectLimit) exceeded(o *Outcome) (rejected, of int64, exceeded bool) {
	of = o.Read + o.RegistersRejected
	switch {
	case !l.Set:
		for _, part := range [...]struct{ rejected, of int64 }{
			{o.Rejected - o.RegistersRejected, o.Read},
			{o.RegistersRejected, o.RegistersRead},
		} {
			if part.rejected > UsualRejects && part.rejected*100 > UsualPercent*part.of {
				return part.rejected, part.of, true
			}
		}
		return o.Rejected, of, false
	case l.Percent:
		return o.Rejected, of, o.Rejected*100 > l.N*of
	}
	return o.Rejected, of, o.Rejected > l.N
}

func (l RejectLimit) String() string {
	switch {
	case !l.Set:
		return fmt.Sprintf("%d%%, or %d where that is more; --max-rejects allows others", UsualPercent, UsualRejects)
	case l.Percent:
		return fmt.Sprintf("%d%%", l.N)
	}
	return fmt.Sprint(l.N)
}
