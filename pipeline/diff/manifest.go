package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/publish"
)

// compareManifests finds what went into the two runs and is not the same. A file that only has another name is the same data; where the
// folders stood does not count.
func (d *Diff) compareManifests() {
	a, b := d.A, d.B
	d.Data = filesDiffer("input ", inputFiles(a), inputFiles(b))
	d.Data = append(d.Data, filesDiffer("register ", registerFiles(a), registerFiles(b))...)
	d.Data = append(d.Data, differ(
		Difference{"history", ledgerOf(a), ledgerOf(b)},
		Difference{"encoding", a.Encoding, b.Encoding},
		Difference{"first day reported", a.From, b.From},
		Difference{"last day reported", a.To, b.To},
		Difference{"as of", a.AsOf, b.AsOf},
		Difference{"pseudonym key", a.PseudonymKey, b.PseudonymKey},
	)...)
	d.onlyA, d.onlyB = onlyIn(a, b), onlyIn(b, a)
	d.Rules = differ(
		Difference{"rule set", a.RuleSet, b.RuleSet},
		Difference{"program", a.Program.Version, b.Program.Version},
		Difference{"rules applied", listed(d.onlyA), listed(d.onlyB)},
	)
	d.Rules = append(d.Rules, mapsDiffer("parameter ", parameterTexts(a), parameterTexts(b))...)
	d.dataDiffer, d.ruleDiffer = len(d.Data) > 0, len(d.Rules) > 0
}

// differ keeps what is not the same.
func differ(list ...Difference) []Difference {
	return slices.DeleteFunc(list, func(d Difference) bool { return d.A == d.B })
}

func mapsDiffer(prefix string, a, b map[string]string) []Difference {
	var list []Difference
	for name, text := range a {
		list = append(list, Difference{prefix + name, text, b[name]})
	}
	for name, text := range b {
		if _, both := a[name]; !both {
			list = append(list, Difference{prefix + name, "", text})
		}
	}
	slices.SortFunc(list, func(x, y Difference) int { return cmp.Compare(x.What, y.What) })
	return differ(list...)
}

// filesDiffer compares files by their content. It leaves out those whose content the other side has under another name.
func filesDiffer(prefix string, a, b map[string]string) []Difference {
	has := func(m map[string]string, content string) bool {
		for _, c := range m {
			if c == content {
				return true
			}
		}
		return false
	}
	return slices.DeleteFunc(mapsDiffer(prefix, a, b), func(d Difference) bool {
		return (d.A == "" || has(b, d.A)) && (d.B == "" || has(a, d.B))
	})
}

func inputFiles(m *publish.Manifest) map[string]string {
	files := map[string]string{}
	for _, in := range m.Inputs {
		files[in.Path] = in.Kind + " " + in.SHA256
	}
	return files
}

func registerFiles(m *publish.Manifest) map[string]string {
	files := map[string]string{}
	for _, r := range m.Registers {
		for _, f := range r.Files {
			content := r.Name + " " + f.SHA256
			if r.TakenOn != "" {
				content += ", taken on " + r.TakenOn
			}
			if !r.Complete {
				content += ", a local extract"
			}
			files[f.Path] = content
		}
	}
	return files
}

func ledgerOf(m *publish.Manifest) string {
	if m.History == nil {
		return ""
	}
	return m.History.SHA256
}

func parameterTexts(m *publish.Manifest) map[string]string {
	texts := map[string]string{}
	for _, p := range m.Parameters {
		var values []string
		for _, v := range p.Values {
			since := ""
			if v.Since != "" && len(p.Values) > 1 {
				since = " from " + v.Since
			}
			values = append(values, v.Value+since)
		}
		texts[p.Name] = strings.Join(values, ", ") + " " + p.Unit
	}
	return texts
}

// onlyIn are the rules that the one run applied and the other did not.
func onlyIn(m, other *publish.Manifest) map[string]bool {
	only := map[string]bool{}
	for _, v := range m.Verdicts {
		only[v.Rule] = true
	}
	for _, v := range other.Verdicts {
		delete(only, v.Rule)
	}
	return only
}

// listed names rules, and counts them where they are many.
func listed(set map[string]bool) string {
	var ids []string
	for id := range set {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	const most = 5
	if len(ids) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:most], ", "), len(ids)-most)
	}
	return strings.Join(ids, ", ")
}
