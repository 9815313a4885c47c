package pipeline

import (
	"cmp"
	"slices"

	"vigie/pipeline/findings"
	"vigie/rules"
)

// conductRows are the rows about subjects in output order: by rule, subject and period. What is repeated is counted over the findings that
// stand, of earlier nights too.
func conductRows(a *audit, r *results, o *Outcome) []findings.Conduct {
	set, index := a.setup.Suppressions(o.AsOf), a.setup.Auditor.Index
	repeated := slices.DeleteFunc(r.earlier, func(f *rules.Finding) bool { return set.Of(f.ClaimID, f.SubjectID, f.Rule.ID).On })
	repeated = append(repeated, r.counted...)
	all := append(rules.Repeated(repeated, a.setup.Parameters), r.patterns...)
	for _, c := range o.subjects {
		if c.Verdict.Flagged() {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(x, y rules.Conduct) int {
		return cmp.Or(cmp.Compare(index(x.Rule), index(y.Rule)), cmp.Compare(x.SubjectKind, y.SubjectKind),
			cmp.Compare(x.SubjectID, y.SubjectID), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.Object, y.Object))
	})
	list := make([]findings.Conduct, len(all))
	for i := range all {
		list[i] = findings.NewConduct(all[i])
		list[i].Suppressed = set.Of("", all[i].SubjectID, all[i].Rule.ID)
		o.standing.add(all[i].Rule, all[i].Verdict, list[i].Suppressed.On)
	}
	o.Conduct = int64(len(list))
	return list
}
