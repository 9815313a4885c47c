package pipeline

import (
	"errors"
	"fmt"

	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/group"
	"vigie/pipeline/judge"
	"vigie/pipeline/night"
	"vigie/pipeline/parquet"
	"vigie/pipeline/report"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// results are what came of the claims of a run, as far as its steps are done.
type results struct {
	judge.Totals
	rulings    []judge.Ruling // on single claims, in input order, until they are described
	rejects    *rejectLog     // of the first pass
	duplicates *rejectLog     // of the last pass: claims whose id an earlier claim has, and reversals without an original
	repeated   positions      // of these claims
	keys       *group.Grouper[claim.GroupKey]

	originals  night.IDs       // that lines of tonight reverse, of every night
	reversals  night.Reversals // these lines
	orphans    int64           // lines that reverse none of them
	sent       night.Claims    // tonight's claims, which take the place of those of earlier nights
	groups     night.Groups    // that tonight's claims change
	ledgerFrom civil.Day       // first day of the ledger

	leaving   positions                      // claims of earlier nights that stand no more
	replaced  int64                          // of them, those that came again with other content
	resent    map[uint64][]findings.Reported // claims of tonight that an earlier night had as they are, and the findings that stand on them
	withdrawn []findings.Withdrawn           // in the order of the claims

	counted  []*rules.Finding // those that count where they are repeated, of earlier nights too
	patterns []rules.Conduct  // that claims show together

	anomalies, ledger *parquet.FileInfo
	page              *report.Aggregator // of what the page shows
}

// close gives back the disk that rejects took.
func (r *results) close() error {
	var all []error
	for _, l := range []*rejectLog{r.rejects, r.duplicates} {
		if l != nil {
			all = append(all, l.Close())
		}
	}
	return errors.Join(all...)
}

// rejectsByFile counts the rejects of each file.
func (r *results) rejectsByFile() map[string]int64 {
	n := map[string]int64{}
	for _, l := range []*rejectLog{r.rejects, r.duplicates} {
		for file, rejects := range l.byFile {
			n[file] += rejects
		}
	}
	return n
}

// readable refuses a run that read nothing: it has nothing to say, and silence would look like a clean bill. Empty says whether that may be
// where nothing was rejected: a night without a claim.
func readable(d *dataset.Dataset, r *results, empty bool) error {
	var read int64
	for _, in := range d.Inputs() {
		read += in.Counts.Claims + in.Counts.Context + in.Counts.Cancelled
	}
	if read > 0 {
		return nil
	}
	if rejected := r.rejects.n; rejected > 0 {
		return fmt.Errorf("%w: got %d records, all of them unreadable; want claims (%s)", ErrNothingRead, rejected, r.rejects.groups.cause())
	}
	if empty {
		return nil
	}
	for _, a := range d.Accounts(r.rejectsByFile()) {
		if a.Records() > 0 {
			return fmt.Errorf("%w: got tables whose rows are all left out or cancelled; want claims, or audit --allow-empty for a night without any", ErrNothingRead)
		}
	}
	return fmt.Errorf("%w: got claim files with a header and nothing below it; want claims, or audit --allow-empty for a night without any", ErrNothingRead)
}
