package dcir

import (
	"encoding/binary"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Original is what a reversal says of the act that it cancels.
type Original struct {
	PatientID string // with the rank of birth, as claims have it
	BillerID  string // PFS_EXE_NUM
	Terms
}

// Terms are those columns of an act by which a reversal names it, and that its claims do not have, or not as the act has them.
type Terms struct {
	PerformedOn civil.Day   // EXE_SOI_DTD
	Nature      int64       // PRS_NAT_REF
	Amount      claim.Cents // PRS_PAI_MNT without its sign
	Quantity    claim.Cents // PRS_ACT_QTE without its sign, in hundredths
}

// EarlierAct is an act of an earlier night, as its ledger has it.
type EarlierAct struct {
	Original
	ID     string // its row key, as claim ids have it
	Kind   claim.Kind
	Claims []string // their ids
	Again  bool     // tonight's tables have claims of these ids too
	By     string   // of one that Settle gives: the id of the reversal
}

// noRow is the row id of an act that is in no table of tonight.
const noRow = ^rowID(0)

// original is what the act, or the reversal of it, has for an Original, with texts of its own.
func (a *actRow) original() *Original {
	amount := max(a.AmountBilled, -a.AmountBilled)
	return &Original{strings.Clone(a.PatientID), strings.Clone(a.BillerID), Terms{a.PerformedOn, a.nature, amount, a.quantity}}
}

// actVersion is the first byte of an act as ReadAct reads it. The ledgers of earlier nights hold such acts: a change is a new version.
const actVersion = 1

// appendAct appends what the ledger keeps of the act of a claim: its terms, and how many bytes of the claim id are behind those of the act.
func appendAct(to []byte, a *actRow, leg int) []byte {
	to = append(to, actVersion)
	to = binary.AppendUvarint(to, uint64(a.PerformedOn))
	to = binary.AppendUvarint(to, uint64(a.nature))
	to = binary.AppendUvarint(to, uint64(max(a.AmountBilled, -a.AmountBilled)))
	to = binary.AppendUvarint(to, uint64(a.quantity))
	return binary.AppendUvarint(to, uint64(leg))
}

// ReadAct reads what Chunk.Act gave of a claim: the terms of its act, and the id of the act, which the claim id begins with. ok is false for
// bytes that are no act of that claim.
func ReadAct(b []byte, claimID string) (t Terms, id string, ok bool) {
	if len(b) == 0 || b[0] != actVersion {
		return Terms{}, "", false
	}
	b = b[1:]
	var n [5]uint64
	for i := range n {
		size := 0
		if n[i], size = binary.Uvarint(b); size <= 0 {
			return Terms{}, "", false
		}
		b = b[size:]
	}
	t = Terms{civil.Day(n[0]), int64(n[1]), claim.Cents(n[2]), claim.Cents(n[3])}
	if len(b) > 0 || n[4] > uint64(len(claimID)) {
		return Terms{}, "", false
	}
	return t, claimID[:len(claimID)-int(n[4])], true
}

// Originals are what the reversals of the tables look for, before Settle.
func (j *Result) Originals() []Original {
	var list []Original
	for i := range j.candidates {
		if o := j.candidates[i].original; o != nil {
			list = append(list, *o)
		}
	}
	return list
}

// withEarlier adds to the candidates the acts of earlier nights that a reversal looks for. An act that came again tonight is one candidate;
// one that came again as another, which no reversal looks for, has taken the place of the earlier one.
func (j *Result) withEarlier(earlier []EarlierAct) []candidate {
	match := map[Original][2]uint64{}
	tonight := map[string]int{} // acts of tonight among the candidates, by id
	for i := range j.candidates {
		switch c := &j.candidates[i]; {
		case c.original != nil:
			match[*c.original] = c.match
		case len(earlier) > 0 && !c.reversal:
			tonight[c.claimID] = i
		}
	}
	list := j.candidates
	for i := range earlier {
		e := &earlier[i]
		wanted, found := match[e.Original]
		if !found {
			continue
		}
		if at, again := tonight[e.ID]; again && list[at].match == wanted {
			list[at].earlier = e
		} else if !e.Again {
			list = append(list, candidate{match: wanted, claimID: e.ID, rowID: noRow, earlier: e})
		}
	}
	return list
}
