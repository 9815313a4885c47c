package dataset

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/rules/claim"
)

// A line of a claim file names the claim that it reverses by its id. A row of the DCIR tables names the act by what it is, so that which act
// that is depends on all acts there are: those in the ledger of an earlier night come first.

// ReadReversals reads which claims a line of a claim file reverses, so that both leave before any rule.
func (d *Dataset) ReadReversals(ctx context.Context) (err error) {
	for _, kind := range []claim.Kind{claim.Transport, claim.Care} {
		var files []claimfile.Source
		d.cancelled[kind] = claimfile.CancelledIDs{}
		for _, in := range d.inputs {
			if in.Kind == kind && !in.derived {
				files = append(files, claimfile.Source{Path: filepath.Join(d.Dir, in.Name), Options: d.table(ctx, in.Name)})
			}
		}
		if d.Refuse == nil {
			if d.cancelled[kind], err = claimfile.ReadCancelled(kind, files, d.Workers); err != nil {
				return err
			}
			continue
		}
		for i := range files { // each alone: what one has before its fault counts too
			ids, err := claimfile.ReadCancelled(kind, files[i:i+1], d.Workers)
			if err != nil {
				if err = d.refuse(ctx, files[i].Options.Name, err); err != nil {
					return err
				}
			}
			maps.Copy(d.cancelled[kind], ids)
		}
	}
	return nil
}

// Reversed is how many claims lines reverse, those too that are nowhere.
func (d *Dataset) Reversed() int {
	return len(d.cancelled[claim.Transport]) + len(d.cancelled[claim.Care])
}

// Leaves says whether a claim takes no part in the audit: another line reverses it, or it reverses one.
func (d *Dataset) Leaves(c *claim.Claim) bool {
	return c.Cancels != "" || d.IsReversed(c)
}

// IsReversed says whether a line reverses the claim.
func (d *Dataset) IsReversed(c *claim.Claim) bool { return d.cancelled[c.Kind].Has(c.ClaimID) }

// Reversal is the id of the row of a table that reverses a claim of an earlier night; empty where none does.
func (d *Dataset) Reversal(c *claim.Claim) string { return d.reversals[c.Kind][c.ClaimID] }

// NamesOriginals says whether rows of tables reverse acts that they do not name by an id.
func (d *Dataset) NamesOriginals() bool {
	return slices.ContainsFunc(d.sources, func(s source) bool {
		t, ok := s.(*dcirTables)
		return ok && len(t.joined.Originals()) > 0
	})
}

// PairReversals decides which claims of joined tables leave, with those of an earlier night that a row of tonight reverses; past is nil where
// there is no earlier night. Pseudonym gives the identifier under which its ledger has a patient. It is called once, behind ReadReversals;
// before that, EachClaim shows all claims of joined tables.
func (d *Dataset) PairReversals(ctx context.Context, past *publish.Past, pseudonym func(id string) string) error {
	for _, s := range d.sources {
		t, ok := s.(*dcirTables)
		if !ok {
			continue
		}
		earlier, err := d.earlierActs(ctx, t, past, pseudonym)
		if err != nil {
			return err
		}
		for _, act := range t.joined.Settle(earlier) {
			for _, id := range act.Claims {
				d.cancelled[act.Kind][id] = struct{}{}
				if d.reversals[act.Kind] == nil {
					d.reversals[act.Kind] = map[string]string{}
				}
				d.reversals[act.Kind][id] = act.By
			}
		}
	}
	return nil
}

// earlierActs are the acts in the ledger of an earlier night that reversals of the tables look for.
func (d *Dataset) earlierActs(ctx context.Context, t *dcirTables, past *publish.Past, pseudonym func(string) string) ([]dcir.EarlierAct, error) {
	wanted := map[dcir.Original]dcir.Original{} // with the pseudonym of the patient, to that without
	for _, o := range t.joined.Originals() {
		stored := o
		stored.PatientID = pseudonym(o.PatientID)
		wanted[stored] = o
	}
	if past == nil || len(wanted) == 0 {
		return nil, nil
	}
	var list []dcir.EarlierAct
	index := map[string]int{}   // of an act in the list, by its id
	ofClaim := map[string]int{} // likewise, by that of a claim
	err := findings.EachAct(past, func(r *findings.LedgerRow) error {
		terms, id, ok := dcir.ReadAct(r.Act, r.ClaimID)
		if !ok {
			return fmt.Errorf("%w: got an act of another version; want the first", publish.ErrHistory)
		}
		o, found := wanted[dcir.Original{PatientID: r.PatientID, BillerID: r.BillerID, Terms: terms}]
		if !found {
			return nil
		}
		at, found := index[id]
		if !found {
			at = len(list)
			list = append(list, dcir.EarlierAct{Original: o, ID: strings.Clone(id), Kind: r.Kind})
			index[list[at].ID] = at
		}
		claimID := strings.Clone(r.ClaimID)
		list[at].Claims = append(list[at].Claims, claimID)
		ofClaim[claimID] = at
		return nil
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	for _, in := range t.list {
		if err := each(ctx, d, in, func(c *claim.Claim) bool {
			if at, found := ofClaim[c.ClaimID]; found {
				list[at].Again = true
			}
			return true
		}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// EachClaim shows every claim that is not known to leave, one after another and before any Pass.
func EachClaim(ctx context.Context, d *Dataset, use func(*claim.Claim)) error {
	for _, in := range d.inputs {
		if err := each(ctx, d, in, func(c *claim.Claim) bool {
			if !d.Leaves(c) {
				use(c)
			}
			return true
		}); err != nil {
			return err
		}
	}
	return nil
}
