package findings

import (
	"encoding/binary"

	"vigie/rules/claim"
)

// Reported is a finding that stands on a claim of an earlier night: the rule, the run that told it, and what rules.Repeated needs where findings
// like it count together (else empty). The run is empty in the ledger of a program that did not keep it.
type Reported struct {
	RuleID, RunID                      string
	SubjectKind, SubjectID, Occurrence string
	AtStake                            claim.Cents
}

// reportedVersion is the first byte of the column reported.
const reportedVersion = 1

// AppendReported appends the findings that stand on a claim as the column reported has them: nothing for none.
func AppendReported(to []byte, list []Reported) []byte {
	if len(list) == 0 {
		return to
	}
	to = binary.AppendUvarint(append(to, reportedVersion), uint64(len(list)))
	for i := range list {
		t := &list[i]
		for _, s := range [...]string{t.RuleID, t.RunID, t.SubjectKind, t.SubjectID, t.Occurrence} {
			to = putText(to, s)
		}
		to = binary.AppendVarint(to, int64(t.AtStake))
	}
	return to
}

// readReported appends the findings that AppendReported has written, whose strings share its bytes. ok is false for other bytes.
func readReported(to []Reported, b []byte) (_ []Reported, ok bool) {
	if len(b) == 0 {
		return to, true
	}
	row := packedRow{rest: b}
	if row.byte() != reportedVersion {
		return to, false
	}
	for n := row.count(); n > 0 && !row.bad; n-- {
		to = append(to, Reported{row.text(), row.text(), row.text(), row.text(), row.text(), claim.Cents(row.number())})
	}
	return to, !row.bad && len(row.rest) == 0
}
