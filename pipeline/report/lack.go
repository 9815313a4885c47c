package report

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"vigie/rules"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// registers are the registers that rules read, as their needs name them: "crew.valid_to" is a column of one.
var registers = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, r := range rules.All() {
		for _, need := range r.Needs {
			if name, _, ok := strings.Cut(need, "."); ok {
				names[name] = true
			}
		}
	}
	return names
})

// lack is something that was asked for in vain, in what words, and by which rules.
type lack struct {
	Says, Do, Rules string
	Count           int64
}

// lacks lists what was missing: registers that were not supplied, which leave whole rules undecided, before the rest, and the
// most wanted first.
func (v *view) lacks() (list []lack, absent []string) {
	wanted := map[string][]RuleCount{}
	for i := range v.Found.Coverage {
		c := &v.Found.Coverage[i]
		for what, n := range c.Blamed {
			wanted[what] = append(wanted[what], RuleCount{c.Rule, n})
		}
	}
	type lacking struct {
		lack
		what   string
		absent bool
	}
	var all []lacking
	for what, by := range wanted {
		l := lacking{what: what}
		slices.SortFunc(by, func(a, b RuleCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule.ID, b.Rule.ID))
		})
		for _, r := range by {
			l.Count += r.Count
		}
		l.Rules = v.counted("lack.rules", by, 4)
		if len(by) == 1 && by[0].Rule.About != nil {
			l.Rules = v.words.say("lack.rules.whole", tidy(by[0].Rule.ID, mostName))
		}
		var key string
		key, l.Says, l.Do = v.lacking(what)
		if l.absent = key == "lack.register"; l.absent {
			absent = append(absent, what)
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b lacking) int {
		if a.absent != b.absent {
			if a.absent {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.what, b.what))
	})
	for _, l := range all {
		list = append(list, l.lack)
	}
	slices.Sort(absent)
	return list, absent
}

// counted writes rules with their numbers, at most so many of them.
func (v *view) counted(key string, of []RuleCount, most int) string {
	var names []string
	for _, r := range of {
		names = append(names, v.words.say(key, tidy(r.Rule.ID, mostName), v.words.number(r.Count)))
	}
	return v.words.list(names, most)
}

// lacking says what is missing and what would help. Most of it follows from the name: a register, its column, a kind of
// claim, a parameter, or else a column of the claims.
func (v *view) lacking(what string) (key, says, do string) {
	if v.Reading.Tables && what == claim.ColPrescriptionID.String() {
		what = "prescriptions" // the tables have no number of it: the register tells it
	}
	name, column, cell := strings.Cut(what, ".")
	supplied := slices.IndexFunc(v.Reading.Registers, func(r Register) bool { return r.Name == name })
	holes := []any{tidy(name, mostName)}
	switch register := supplied >= 0 || registers()[name]; {
	case what == "":
		key, holes = "lack.unknown", nil
	case register && cell:
		key, holes = "lack.cell", append(holes, tidy(column, mostName))
	case register && supplied < 0:
		key = "lack.register"
	case register && v.Reading.Registers[supplied].Complete:
		key = "lack.key"
	case register:
		key = "lack.extract"
	case what == "care" || what == "transports":
		key = "lack.file"
	case slices.ContainsFunc(law.Defaults().All(), func(d law.Definition) bool { return d.Name == what }):
		key = "lack.param"
	default:
		key, holes = "lack.column", []any{tidy(what, mostName)}
	}
	return key, v.words.say(key, holes...), v.words.say(key+".do", holes...)
}

// ruleCover is how far a rule could judge.
type ruleCover struct {
	ID                   string
	About                bool // it looks at requests, subjects or targets
	Asked, Open, Decided int64
	Percent              int64
	Lacks                string
}

func (v *view) coverOf(c *rules.Coverage) ruleCover {
	r := ruleCover{ID: c.Rule.ID, About: c.Rule.About != nil, Open: c.Verdicts[rules.InsufficientData]}
	r.Decided = c.Verdicts[rules.Compliant] + c.Verdicts[rules.Anomaly] + c.Verdicts[rules.Review]
	r.Asked = r.Decided + r.Open
	r.Percent = percentOf(r.Decided, r.Asked)
	var why []RuleCount
	for what, n := range c.Blamed {
		why = append(why, RuleCount{&rules.Rule{ID: what}, n})
	}
	slices.SortFunc(why, func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	r.Lacks = v.counted("uneven.lack", why, 5)
	return r
}

// percentOf is rounded down: 100 % stands for all.
func percentOf(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	return part * 100 / whole
}
