package judge

import (
	"iter"

	"vigie/pipeline/findings"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Suppressions say which findings a person has set aside. Such findings are written all the same, and marked; once a suppression has
// expired the finding stands again. The zero value sets nothing aside.
type Suppressions struct {
	claims, subjects, rules map[string][]*claim.Suppression
}

// inForce keeps the suppressions that hold on the day of the run.
func inForce(rows iter.Seq[*claim.Suppression], today civil.Day) Suppressions {
	s := Suppressions{map[string][]*claim.Suppression{}, map[string][]*claim.Suppression{}, map[string][]*claim.Suppression{}}
	for row := range rows {
		if row.Until < today {
			continue
		}
		switch row.Scope {
		case claim.ClaimScope:
			s.claims[row.Key] = append(s.claims[row.Key], row)
		case claim.SubjectScope:
			s.subjects[row.Key] = append(s.subjects[row.Key], row)
		case claim.RuleScope:
			s.rules[row.RuleID] = append(s.rules[row.RuleID], row)
		}
	}
	return s
}

// Of is the suppression that covers a finding, the one that holds longest; the zero value where none does. claimID is empty for a row of
// conduct, which is about a subject and no claim.
func (s Suppressions) Of(claimID, subjectID, ruleID string) findings.Suppression {
	if len(s.claims)+len(s.subjects)+len(s.rules) == 0 {
		return findings.Suppression{}
	}
	var longest findings.Suppression
	for _, list := range [][]*claim.Suppression{s.claims[claimID], s.subjects[subjectID], s.rules[ruleID]} {
		for _, x := range list {
			if (x.RuleID == "" || x.RuleID == ruleID) && x.Until > longest.Until {
				longest = findings.Suppression{On: true, Reason: x.Reason, Until: x.Until}
			}
		}
	}
	return longest
}
