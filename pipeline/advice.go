package pipeline

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/dataset"
	"vigie/pipeline/judge"
	"vigie/pipeline/register"
	"vigie/rules/law"
)

// undecided is a rule that could not judge claims for want of something.
type undecided struct {
	rule   string
	claims int64 // 0 where the rule speaks of subjects
}

// lack is something that was missing altogether, and the rules that needed it.
type lack struct {
	what, do string
	rules    []undecided
	claims   int64
}

// advise says what would allow rules to decide that could not: a register, a column or a parameter that is missing altogether. What is
// empty in some claims, or unknown to a register, stands in coverage.parquet alone.
func advise(a *audit, o *Outcome) []string {
	lacks := map[string]*lack{}
	for i := range o.Coverage {
		c := &o.Coverage[i]
		for what, claims := range c.Blamed {
			l := lacks[what]
			if l == nil {
				l = missing(a, what, o)
				lacks[what] = l
			}
			if c.Rule.About != nil {
				claims = 0
			}
			l.rules = append(l.rules, undecided{c.Rule.ID, claims})
			l.claims += claims
		}
	}
	var list []*lack
	for _, l := range lacks {
		if l.what != "" {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b *lack) int {
		return cmp.Or(cmp.Compare(b.claims, a.claims), cmp.Compare(len(b.rules), len(a.rules)), cmp.Compare(a.what, b.what))
	})
	words := make([]string, len(list))
	for i, l := range list {
		words[i] = l.String()
	}
	return words
}

// missing describes something that was missing altogether. Where it was there, and only had no value for some claims, the description is
// empty.
func missing(a *audit, what string, o *Outcome) *lack {
	what = cmp.Or(a.data.Origin(what), what)
	name, column, ofRegister := strings.Cut(what, ".")
	if slices.Contains(register.Names(), name) {
		for _, s := range a.registers.Supplied() {
			switch {
			case s.Name != name:
			case ofRegister && slices.Contains(s.Missing, column):
				return &lack{what: fmt.Sprintf("no column %s in the register %s", column, name), do: "add it to " + s.Files[0].Name}
			case s.Rows == 0:
				return &lack{what: "no row in the register " + name, do: "fill " + s.Files[0].Name}
			default:
				if keys, unmatched := a.registers.Registers().Unmatched[name]; unmatched && !ofRegister {
					return &lack{what: "register " + judge.Unmatched(name, keys), do: "look for lost leading zeros, another export or another year in " + s.Files[0].Name}
				}
				return new(lack)
			}
		}
		return &lack{what: "no " + name + " register", do: "supply " + registerFile(a, name)}
	}
	if slices.ContainsFunc(law.Defaults().All(), func(d law.Definition) bool { return d.Name == what }) {
		return &lack{what: "no parameter " + what, do: "give it in a file with --params"}
	}
	var without []string
	for i := range o.Files {
		if f := &o.Files[i]; slices.Contains(f.Columns.Missing, what) {
			without = append(without, f.Name)
		}
	}
	if len(without) == 0 {
		return new(lack)
	}
	files := without[0]
	if n := len(without) - 1; n > 0 {
		files += " and " + judge.Counted(int64(n)) + " more"
	}
	return &lack{what: "no column " + what + " in " + files, do: "add it"}
}

// registerFile is where a register would be looked for.
func registerFile(a *audit, name string) string {
	return filepath.Join(cmp.Or(a.Registers, dataset.RegistersFolder), name+".csv")
}

// String is one sentence: what is missing, what could not be judged for want of it, and what to do. It names the three rules that lacked
// it for the most claims, and counts the others.
func (l *lack) String() string {
	slices.SortFunc(l.rules, func(a, b undecided) int { return cmp.Or(cmp.Compare(b.claims, a.claims), cmp.Compare(a.rule, b.rule)) })
	const most = 3
	var parts []string
	for _, u := range l.rules[:min(most, len(l.rules))] {
		part := u.rule + " could not be judged"
		if len(parts) > 0 {
			part = u.rule
		}
		switch {
		case u.claims == 1:
			part += " on 1 claim"
		case u.claims > 0:
			part += " on " + judge.Counted(u.claims) + " claims"
		}
		parts = append(parts, part)
	}
	if n := len(l.rules) - most; n > 0 {
		parts = append(parts, fmt.Sprintf("and %d more rules", n))
	}
	return l.what + ": " + strings.Join(parts, ", ") + "; " + l.do
}
