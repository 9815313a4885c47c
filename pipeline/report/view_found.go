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
	ID, Says string
	Formal   bool
	Sum      Sum
	Spark    *spark
}

// hole is where a rule's sentence has a value.
var hole = regexp.MustCompile(`\{[a-z0-9_]+\}`)

// pattern is the rule's sentence without values: what the rule says, in the page's language.
func (v *view) pattern(r *rules.Rule) string {
	return tidy(strings.ReplaceAll(hole.ReplaceAllString(v.pick(r.FR, r.EN), "…"), "….", "…"), v.most.text)
}

func (v *view) rules() {
	list := v.standing()
	slices.SortStableFunc(list, func(a, b *RuleSum) int { return stakeOrder(&a.Sum, &b.Sum) })
	for _, s := range list {
		v.MostRule = max(v.MostRule, s.Stake)
	}
	shown := cutTo(list, v.most.rules)
	v.Rules.Left = shown.Left
	for _, s := range shown.Shown {
		v.Rules.Shown = append(v.Rules.Shown, ruleLine{
			ID: s.Rule.ID, Says: v.pattern(s.Rule), Formal: s.Rule.Formal, Sum: s.Sum,
			Spark: newSpark(v.words, s.Months, v.Months.Shown),
		})
	}
}

// standing are the rules with findings that nobody set aside, in catalogue order.
func (v *view) standing() []*RuleSum {
	place := map[string]int{}
	for i, r := range rules.All() {
		place[r.ID] = i + 1
	}
	var list []*RuleSum
	for _, id := range slices.Sorted(maps.Keys(v.Found.Rules)) {
		if s := v.Found.Rules[id]; s.Standing() > 0 {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b *RuleSum) int { return cmp.Compare(place[a.Rule.ID], place[b.Rule.ID]) })
	return list
}

// subjectGroup is the subjects of one kind.
type subjectGroup struct {
	Kind, Held string
	List       cut[subjectLine]
	Rest       Sum
	Most       claim.Cents
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
	for key, s := range v.Found.Subjects {
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
			return cmp.Or(stakeOrder(&a.sum.Sum, &b.sum.Sum), cmp.Compare(a.id.ID, b.id.ID), cmp.Compare(a.id.Kind, b.id.Kind))
		})
		most := v.most.others
		if i == 0 {
			most = v.most.subjects
		}
		g := subjectGroup{Kind: kind, Held: v.words.say("subjects.few", v.words.number(int64(len(list))))}
		var all, ten Sum
		for n, x := range list {
			all.join(&x.sum.Sum)
			if n < 10 {
				ten.join(&x.sum.Sum)
			}
			if n < most {
				g.List.Shown = append(g.List.Shown, subjectLine{x.id.ID, v.main(x.sum), x.sum.Sum})
				g.Most = max(g.Most, x.sum.Stake)
				continue
			}
			g.List.Left++
			g.Rest.join(&x.sum.Sum)
		}
		if len(list) > 10 && all.Stake > 0 {
			g.Held = v.words.say("subjects.held", v.words.number(int64(len(list))), v.words.percent(percentOf(int64(ten.Stake), int64(all.Stake))))
		}
		v.Subjects = append(v.Subjects, g)
	}
}

// main are the rules that a subject's findings come from, those with the most first.
func (v *view) main(s *SubjectSum) string {
	by := slices.Clone(s.Rules)
	slices.SortFunc(by, func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	return v.counted("lack.rules", by, 3)
}

// conductCard is a row about a subject.
type conductCard struct{ Tag, Subject, Sentence, Meta string }

func (v *view) conduct() {
	w := v.words
	var sums []string
	for _, id := range slices.Sorted(maps.Keys(v.Found.ConductSums)) {
		if s := v.Found.ConductSums[id]; s.Standing() > 0 {
			sums = append(sums, w.say("conduct.sum", tidy(id, mostName), w.number(s.Anomalies), w.number(s.Reviews)))
			v.Conduct.Left += int(s.Standing())
		}
	}
	shown := cutTo(v.Found.Conduct, v.most.conduct).Shown
	v.Conduct.Left -= len(shown)
	v.ConductSums = strings.Join(sums[:min(len(sums), mostList)], " ; ")
	for i := range shown {
		c := &shown[i]
		v.Conduct.Shown = append(v.Conduct.Shown, conductCard{
			c.Verdict.String(), v.nameOf(c.Subject), tidy(c.Sentence[w.place], v.most.text),
			w.say("conduct.meta", tidy(c.Rule.ID, mostName), w.dayOr(c.From), w.dayOr(c.To), w.count("conduct.times", c.Occurrences), w.exact(c.Stake)),
		})
	}
}

// nameOf tells a subject with what it is.
func (v *view) nameOf(s Subject) string {
	kind := s.Kind
	if _, ok := texts["kind."+kind]; ok {
		kind = v.words.say("kind." + kind)
	}
	if s.ID == "" {
		return tidy(kind, mostName) + " " + v.words.say("nobody")
	}
	return tidy(kind, mostName) + " " + tidy(s.ID, mostName)
}

// exampleCard is a finding with what it rests on.
type exampleCard struct {
	Tag, Rule, Sentence, Meta string
	Facts                     []rules.Shown
}

// mostFacts is how many values of an example are shown.
const mostFacts = 16

// examples are as many of each rule as the page has room for, at least one.
func (v *view) examples() {
	w, list := v.words, v.standing()
	each := 1
	if len(list) > 0 {
		each = min(mostExamples, max(1, v.most.examples/2/len(list)))
	}
	shown := cutTo(list, v.most.examples)
	v.Examples.Left = shown.Left
	for _, s := range shown.Shown {
		for i := range s.examples[:min(each, len(s.examples))] {
			e := &s.examples[i]
			v.Examples.Shown = append(v.Examples.Shown, exampleCard{
				e.Verdict.String(), s.Rule.ID, tidy(e.Sentence[w.place], v.most.text),
				w.say("examples.meta", tidy(e.Claim, mostName), v.nameOf(e.Subject), w.dayOr(e.Day), w.exact(e.Stake)),
				e.Facts[:min(len(e.Facts), mostFacts)],
			})
		}
	}
}

// asideLine is a rule with findings that somebody set aside.
type asideLine struct {
	ID    string
	Count int64
	Until civil.Day
}

func (v *view) aside() {
	var list []asideLine
	for _, id := range slices.Sorted(maps.Keys(v.Found.Rules)) {
		if s := v.Found.Rules[id]; s.Suppressed > 0 {
			list = append(list, asideLine{id, s.Suppressed, s.Until})
		}
	}
	slices.SortStableFunc(list, func(a, b asideLine) int { return cmp.Compare(b.Count, a.Count) })
	v.Aside = cutTo(list, v.most.rules)
}
