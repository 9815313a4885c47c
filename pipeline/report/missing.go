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

// registers are the names of the registers that rules need. A need with a point is a column of a register: "crew.valid_to".
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

// missingInput is an input that rules needed and did not find: what it is, what to supply, which rules needed it, and how often.
type missingInput struct {
	What, Supply, Rules string
	Count               int64
}

// missingInputs lists what was missing, the most needed first. Registers that were not supplied come before everything else, because
// without them whole rules are undecided; absent has their names.
func (v *view) missingInputs() (list []missingInput, absent []string) {
	neededBy := map[string][]RuleCount{}
	for i := range v.Aggregates.Coverage {
		c := &v.Aggregates.Coverage[i]
		for what, n := range c.Blamed {
			neededBy[what] = append(neededBy[what], RuleCount{c.Rule, n})
		}
	}
	type entry struct {
		missingInput
		what   string
		absent bool
	}
	var all []entry
	for what, by := range neededBy {
		input := entry{what: what}
		slices.SortFunc(by, func(a, b RuleCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule.ID, b.Rule.ID))
		})
		for _, r := range by {
			input.Count += r.Count
		}
		input.Rules = v.ruleCounts("lack.rules", by, 4)
		if len(by) == 1 && by[0].Rule.About != nil {
			input.Rules = v.locale.text("lack.rules.whole", sanitize(by[0].Rule.ID, maxName))
		}
		var key string
		key, input.What, input.Supply = v.describeMissing(what)
		if input.absent = key == "lack.register"; input.absent {
			absent = append(absent, what)
		}
		all = append(all, input)
	}
	slices.SortFunc(all, func(a, b entry) int {
		if a.absent != b.absent {
			if a.absent {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.what, b.what))
	})
	for _, input := range all {
		list = append(list, input.missingInput)
	}
	slices.Sort(absent)
	return list, absent
}

// ruleCounts writes rules with their counts, up to a number of rules.
func (v *view) ruleCounts(key string, of []RuleCount, limit int) string {
	var names []string
	for _, r := range of {
		names = append(names, v.locale.text(key, sanitize(r.Rule.ID, maxName), v.locale.number(r.Count)))
	}
	return v.locale.list(names, limit)
}

// describeMissing says what is missing and what to supply. Its name shows what it is: a register, a column of one, a kind of claim, a
// parameter, or else a column of the claims.
func (v *view) describeMissing(what string) (key, text, supply string) {
	if v.Reading.Tables && what == claim.ColPrescriptionID.String() {
		what = "prescriptions" // the tables have no such column; the register gives it
	}
	what, _, _ = strings.Cut(what, ": ") // the count of keys that were not found
	name, column, cell := strings.Cut(what, ".")
	supplied := slices.IndexFunc(v.Reading.Registers, func(r Register) bool { return r.Name == name && r.Rows > 0 })
	values := []any{sanitize(name, maxName)}
	switch register := supplied >= 0 || registers()[name]; {
	case what == "":
		key, values = "lack.unknown", nil
	case register && cell:
		key, values = "lack.cell", append(values, sanitize(column, maxName))
	case register && supplied < 0:
		key = "lack.register"
	case register && v.Reading.Registers[supplied].Unmatched:
		number := v.locale.number(v.Reading.Registers[supplied].UnmatchedKeys)
		return "lack.unmatched", v.locale.text("lack.unmatched", values[0], number), v.locale.text("lack.unmatched.do", values...)
	case register && v.Reading.Registers[supplied].Complete:
		key = "lack.key"
	case register:
		key = "lack.extract"
	case what == "care" || what == "transports":
		key = "lack.file"
	case slices.ContainsFunc(law.Defaults().All(), func(d law.Definition) bool { return d.Name == what }):
		key = "lack.param"
	default:
		key, values = "lack.column", []any{sanitize(what, maxName)}
	}
	return key, v.locale.text(key, values...), v.locale.text(key+".do", values...)
}

// ruleCoverage is how many questions a rule was asked, how many it could decide, and what it lacked for the others.
type ruleCoverage struct {
	ID                   string
	About                bool // it judges requests, subjects or targets, not claims
	Asked, Open, Decided int64
	Percent              int64
	Missing              string
}

func (v *view) coverageOf(c *rules.Coverage) ruleCoverage {
	r := ruleCoverage{ID: c.Rule.ID, About: c.Rule.About != nil, Open: c.Verdicts[rules.InsufficientData]}
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
	r.Missing = v.ruleCounts("uneven.lack", why, 5)
	return r
}

// percentOf is rounded down: only the whole is 100 %.
func percentOf(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	return part * 100 / whole
}
