package report

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// ruleLine is a rule that flagged something.
type ruleLine struct {
	ID, Text string
	Formal   bool
	Sum      Sum
	Spark    *spark
}

// placeholder stands for a value in a rule's sentence.
var placeholder = regexp.MustCompile(`\{[a-z0-9_]+\}`)

// pattern is the sentence of a rule in the page's language, with an ellipsis for each value.
func (v *view) pattern(r *rules.Rule) string {
	return sanitize(strings.ReplaceAll(placeholder.ReplaceAllString(v.pick(r.FR, r.EN), "…"), "….", "…"), v.limits.text)
}

func (v *view) rules() {
	list := v.rulesWithFindings()
	slices.SortStableFunc(list, func(a, b *RuleSum) int { return compareStakes(&a.Sum, &b.Sum) })
	for _, s := range list {
		v.MostRule = max(v.MostRule, s.Stake)
	}
	shown := excerptOf(list, v.limits.rules)
	v.Rules.Omitted = shown.Omitted
	for _, s := range shown.Shown {
		v.Rules.Shown = append(v.Rules.Shown, ruleLine{
			ID: s.Rule.ID, Text: v.pattern(s.Rule), Formal: s.Rule.Formal, Sum: s.Sum,
			Spark: newSpark(v.locale, s.Months, v.Months.Shown),
		})
	}
}

// rulesWithFindings are the rules with findings that nobody has set aside, in catalogue order.
func (v *view) rulesWithFindings() []*RuleSum {
	order := map[string]int{}
	for i, r := range rules.All() {
		order[r.ID] = i + 1
	}
	var list []*RuleSum
	for _, id := range slices.Sorted(maps.Keys(v.Aggregates.Rules)) {
		if s := v.Aggregates.Rules[id]; s.Standing() > 0 {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b *RuleSum) int { return cmp.Compare(order[a.Rule.ID], order[b.Rule.ID]) })
	return list
}

// subjectGroup is the subjects of one kind.
type subjectGroup struct {
	Kind, Summary string
	List          excerpt[subjectLine]
	Rest          Sum
	Most          claim.Cents
}

type subjectLine struct {
	ID, Rules string
	Sum       Sum
}

func (v *view) subjects() {
	type named struct {
		id  Subject
		sum *SubjectSum
	}
	groups := map[string][]named{}
	for key, s := range v.Aggregates.Subjects {
		if s.Standing() == 0 {
			continue
		}
		kind := key.Kind
		if !slices.Contains([]string{"operator", "provider", "prescriber"}, kind) {
			kind = "other"
		}
		groups[kind] = append(groups[kind], named{key, s})
	}
	for i, kind := range []string{"operator", "provider", "prescriber", "other"} {
		list := groups[kind]
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(a, b named) int {
			return cmp.Or(compareStakes(&a.sum.Sum, &b.sum.Sum), cmp.Compare(a.id.ID, b.id.ID), cmp.Compare(a.id.Kind, b.id.Kind))
		})
		most := v.limits.others
		if i == 0 {
			most = v.limits.subjects
		}
		g := subjectGroup{Kind: kind, Summary: v.locale.text("subjects.few", v.locale.number(int64(len(list))))}
		var all, ten Sum
		for n, x := range list {
			all.merge(&x.sum.Sum)
			if n < 10 {
				ten.merge(&x.sum.Sum)
			}
			if n < most {
				g.List.Shown = append(g.List.Shown, subjectLine{x.id.ID, v.mainRules(x.sum), x.sum.Sum})
				g.Most = max(g.Most, x.sum.Stake)
				continue
			}
			g.List.Omitted++
			g.Rest.merge(&x.sum.Sum)
		}
		if len(list) > 10 && all.Stake > 0 {
			g.Summary = v.locale.text("subjects.held", v.locale.number(int64(len(list))), v.locale.percent(percentOf(int64(ten.Stake), int64(all.Stake))))
		}
		v.Subjects = append(v.Subjects, g)
	}
}

// mainRules are the rules with the most findings of a subject.
func (v *view) mainRules(s *SubjectSum) string {
	by := slices.Clone(s.Rules)
	slices.SortFunc(by, func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	return v.ruleCounts("lack.rules", by, 3)
}

// conductCard is a finding about a subject over a period.
type conductCard struct{ Verdict, Subject, Sentence, Meta string }

func (v *view) conduct() {
	loc := v.locale
	var sums []string
	for _, id := range slices.Sorted(maps.Keys(v.Aggregates.ConductSums)) {
		if s := v.Aggregates.ConductSums[id]; s.Standing() > 0 {
			sums = append(sums, loc.text("conduct.sum", sanitize(id, maxName), loc.number(s.Anomalies), loc.number(s.Reviews)))
			v.Conduct.Omitted += int(s.Standing())
		}
	}
	shown := excerptOf(v.Aggregates.Conduct, v.limits.conduct).Shown
	v.Conduct.Omitted -= len(shown)
	v.ConductSums = strings.Join(sums[:min(len(sums), maxList)], " ; ")
	for i := range shown {
		c := &shown[i]
		v.Conduct.Shown = append(v.Conduct.Shown, conductCard{
			c.Verdict.String(), v.describeSubject(c.Subject), sanitize(c.Sentence[loc.index], v.limits.text),
			loc.text("conduct.meta", sanitize(c.Rule.ID, maxName), loc.dayOr(c.From), loc.dayOr(c.To), loc.plural("conduct.times", c.Occurrences), loc.exact(c.Stake)),
		})
	}
}

// describeSubject gives the kind and the id of a subject.
func (v *view) describeSubject(s Subject) string {
	kind := s.Kind
	if _, ok := texts["kind."+kind]; ok {
		kind = v.locale.text("kind." + kind)
	}
	if s.ID == "" {
		return sanitize(kind, maxName) + " " + v.locale.text("nobody")
	}
	return sanitize(kind, maxName) + " " + sanitize(s.ID, maxName)
}

// exampleCard is a finding with its facts.
type exampleCard struct {
	Verdict, Rule, Sentence, Meta string
	Facts                         []rules.Shown
}

// maxFacts is how many facts of an example are shown at most.
const maxFacts = 16

// examples fills in findings of each rule: one at least, more where the page has few rules.
func (v *view) examples() {
	loc, list := v.locale, v.rulesWithFindings()
	each := 1
	if len(list) > 0 {
		each = min(maxExamples, max(1, v.limits.examples/2/len(list)))
	}
	shown := excerptOf(list, v.limits.examples)
	v.Examples.Omitted = shown.Omitted
	for _, s := range shown.Shown {
		for i := range s.examples[:min(each, len(s.examples))] {
			e := &s.examples[i]
			v.Examples.Shown = append(v.Examples.Shown, exampleCard{
				e.Verdict.String(), s.Rule.ID, sanitize(e.Sentence[loc.index], v.limits.text),
				loc.text("examples.meta", sanitize(e.Claim, maxName), v.describeSubject(e.Subject), loc.dayOr(e.Day), loc.exact(e.Stake)),
				e.Facts[:min(len(e.Facts), maxFacts)],
			})
		}
	}
}

// setAsideLine is a rule with findings that somebody has set aside.
type setAsideLine struct {
	ID    string
	Count int64
	Until civil.Day
}

func (v *view) setAside() {
	var list []setAsideLine
	for _, id := range slices.Sorted(maps.Keys(v.Aggregates.Rules)) {
		if s := v.Aggregates.Rules[id]; s.Suppressed > 0 {
			list = append(list, setAsideLine{id, s.Suppressed, s.Until})
		}
	}
	slices.SortStableFunc(list, func(a, b setAsideLine) int { return cmp.Compare(b.Count, a.Count) })
	v.SetAside = excerptOf(list, v.limits.rules)
}
