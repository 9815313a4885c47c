// Package diff compares the findings of two published runs: what is new, gone or changed, and whether the data or the rules are the
// cause.
//
// Anomalies are matched by anomaly_id and conduct by conduct_id, which are the same on every night. Of each finding memory holds its id
// and a hash of each of its parts, some hundred bytes; the rows themselves are read again when they are shown.
package diff

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Fate is what became of a finding between two runs.
type Fate uint8

// The fates.
const (
	Same Fate = iota
	New
	Gone
	Changed
	numFates
)

func (f Fate) String() string { return [numFates]string{"same", "new", "gone", "changed"}[f] }

// Cause is why a finding came, went or changed.
type Cause uint8

// The causes. It is CannotTell where data and rules both differ and the finding itself does not show which of them is the cause, and where
// neither differs. A finding of an earlier night that B withdraws is gone by that.
const (
	ByData Cause = iota
	ByRules
	CannotTell
	ByWithdrawal
	numCauses
)

func (c Cause) String() string {
	return [numCauses]string{"data", "rules", "cannot be told", "withdrawn"}[c]
}

// Diff is what differs between two runs. It holds some hundred bytes for each finding of either.
type Diff struct {
	A, B    *publish.Manifest
	Data    []Difference // in what was read
	Rules   []Difference // in the rules, their parameters and the program
	Differs bool         // whether any finding came, went or changed

	folderA, folderB       *publish.Published
	onlyA, onlyB           map[string]bool // rules that only one of the runs applied
	dataDiffer, ruleDiffer bool
	tables                 []*tableDiff
}

// Difference is something that went into the two runs and is not the same; empty on a side that lacks it.
type Difference struct {
	What string `json:"what"`
	A    string `json:"a"`
	B    string `json:"b"`
}

// Change is one finding that came, went or changed. The columns of one that is gone are those of A, of any other those of B. It is good
// until the next one is shown.
type Change struct {
	Table     string
	Fate      Fate
	Cause     Cause
	ID        string
	RuleID    string
	Verdict   string
	Was       string // verdict in A; empty for one that did not change
	ClaimKind string // empty in conduct
	ClaimID   string
	SubjectID string
	Day       civil.Day // of service; in conduct the last day of the period
	Stake     claim.Cents
	StakeWas  claim.Cents // in A; 0 for one that did not change
	Parts     []string    // which parts of one that changed are not the same
}

// diffTables are the tables whose rows have an id that is the same on every night.
var diffTables = []string{publish.AnomaliesFile, publish.ConductFile}

// Compare compares the findings of run B with those of run A, each named by its folder. It checks the hashes of both folders first:
// publish.ErrForeign says that a folder is no run's, publish.ErrTouched that a hash is wrong.
func Compare(ctx context.Context, a, b string) (*Diff, error) {
	d := new(Diff)
	var err error
	if d.folderA, err = publish.OpenPublished(a, diffTables...); err != nil {
		return nil, err
	}
	if d.folderB, err = publish.OpenPublished(b, diffTables...); err != nil {
		return nil, err
	}
	d.A, d.B = d.folderA.Manifest, d.folderB.Manifest
	withdrawn, err := d.readWithdrawn()
	if err != nil {
		return nil, err
	}
	d.compareManifests()
	for _, name := range diffTables {
		t, err := d.compareTable(ctx, name)
		if err != nil {
			return nil, err
		}
		if withdrawn != nil && name == publish.AnomaliesFile {
			t.a.keepStanding(withdrawn)
		}
		d.tables = append(d.tables, t)
		d.Differs = d.Differs || t.differs()
	}
	return d, nil
}

// readWithdrawn reads which findings of A are withdrawn by B, where B is a later night that rests on A: what B does not withdraw still stands,
// though B does not tell it again. Nil where B does not rest on A.
func (d *Diff) readWithdrawn() (map[[16]byte]bool, error) {
	if d.B.History == nil || d.B.History.RunID != d.A.RunID || d.B.Output(publish.WithdrawnFile) == nil {
		return nil, nil
	}
	ids := map[[16]byte]bool{}
	return ids, findings.EachWithdrawn(d.folderB, func(w *findings.WithdrawnID) {
		var id [16]byte
		if n, err := hex.Decode(id[:], []byte(w.AnomalyID)); err == nil && n == len(id) && w.ToldBy == d.A.RunID {
			ids[id] = true
		}
	})
}

// cause says why a finding came, went or changed. Where only one of data and rules differs between the runs it is that one.
// Where both do, the finding may still show it: a rule that only one run applied, or a finding whose claim and facts are the
// same but for its parameters, is a matter of the rules; one on which only the suppression differs, of the data.
func (d *Diff) cause(fate Fate, rule string, changed changes) Cause {
	switch {
	case d.dataDiffer && !d.ruleDiffer:
		return ByData
	case d.ruleDiffer && !d.dataDiffer:
		return ByRules
	case !d.dataDiffer: // nor do the rules, as far as the manifests show
		return CannotTell
	case fate == New && d.onlyB[rule], fate == Gone && d.onlyA[rule]:
		return ByRules
	case fate != Changed:
		return CannotTell
	case changed&(partClaim|partFacts|partSuppression) == 0:
		return ByRules
	case changed == partSuppression:
		return ByData
	}
	return CannotTell
}

// causeGone says why a finding of A is gone.
func (d *Diff) causeGone(e *entry, rule string) Cause {
	if e.withdrawn {
		return ByWithdrawal
	}
	return d.cause(Gone, rule, 0)
}

// Each shows what came, went or changed, by table: first what is new or changed in the order of B, then what is gone in the order of A.
func (d *Diff) Each(ctx context.Context, show func(*Change) error) error {
	for _, t := range d.tables {
		for _, side := range []struct {
			run  *publish.Published
			gone bool
		}{{d.folderB, false}, {d.folderA, true}} {
			if err := d.eachOf(ctx, t, side.run, side.gone, show); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Diff) eachOf(ctx context.Context, t *tableDiff, run *publish.Published, gone bool, show func(*Change) error) (err error) {
	mine, other := t.b, t.a
	if gone {
		mine, other = t.a, t.b
	}
	rows, err := findings.OpenRows(run, t.name, columnsOf[t.name].shown...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for row := 0; rows.Next(); row++ {
		if row >= len(mine.entries) {
			return fmt.Errorf("cannot compare %s: got more rows than before: %w", t.name, publish.ErrTouched)
		}
		fate, twin := mine.fate(row, other)
		if fate == Same || gone && fate == Changed {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &Change{Table: t.name, Fate: fate, ID: rows.Text(0), RuleID: rows.Text(1), Verdict: rows.Text(2), SubjectID: rows.Text(3),
			Day: rows.Day(4), Stake: rows.Cents(5)}
		if t.name == publish.AnomaliesFile {
			c.ClaimKind, c.ClaimID = rows.Text(6), rows.Text(7)
		}
		if gone {
			c.Fate = Gone
		}
		var differing changes
		if twin != nil {
			differing = mine.entries[row].differing(twin)
			c.Parts, c.Was, c.StakeWas = differing.words(), verdictWords[twin.verdict], twin.stake
		}
		if c.Cause = d.cause(c.Fate, c.RuleID, differing); gone {
			c.Cause = d.causeGone(&mine.entries[row], c.RuleID)
		}
		if err := show(c); err != nil {
			return err
		}
	}
	return rows.Err()
}
