package pipeline

import (
	"cmp"
	"slices"

	"vigie/pipeline/findings"
	"vigie/rules"
	"vigie/rules/civil"
)

// compare counts the claim that was just read for those who are compared, with others or with themselves a year before;
// mostly that is nobody.
func (w *worker) compare() {
	if w.levels.Includes(w.line.BillerID) {
		w.c.Open(&w.line)
		w.levels.Add(w.c)
	}
	if w.balance.Enters(w.line.Kind, w.line.Day()) {
		w.c.Open(&w.line)
		w.balance.Add(w.c)
	}
}

// inquire puts the rules about subjects to the registers, on the day of the run, and adds to the tally what they say.
func (r *run) inquire(j *judged, asOf civil.Day) []rules.Conduct {
	return r.auditor.Inquire(rules.Inquiry{
		Registers: r.context.Registers, Parameters: r.parameters, AsOf: asOf, Levels: j.levels, Balance: j.balance,
	}, j.tally)
}

// conduct gives the rows about subjects in output order: by rule, subject and period. What is repeated is counted over the
// findings that stand, of earlier nights too.
func (r *run) conduct(j *judged, o *Outcome, set suppressions) []findings.Conduct {
	standing := slices.DeleteFunc(j.earlier, func(f *rules.Finding) bool { return set.of(f.ClaimID, f.SubjectID, f.Rule.ID).On })
	standing = append(standing, j.counted...)
	said := append(rules.Repeated(standing, r.parameters), j.patterns...)
	for _, c := range o.said {
		if c.Verdict.Flagged() {
			said = append(said, c)
		}
	}
	slices.SortStableFunc(said, func(a, b rules.Conduct) int {
		return cmp.Or(cmp.Compare(r.auditor.Index(a.Rule), r.auditor.Index(b.Rule)), cmp.Compare(a.SubjectKind, b.SubjectKind),
			cmp.Compare(a.SubjectID, b.SubjectID), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Object, b.Object))
	})
	list := make([]findings.Conduct, len(said))
	for i := range said {
		list[i] = findings.NewConduct(said[i])
		list[i].Suppressed = set.of("", said[i].SubjectID, said[i].Rule.ID)
		o.count(said[i].Rule, said[i].Verdict, list[i].Suppressed)
	}
	o.Conduct = int64(len(list))
	return list
}
