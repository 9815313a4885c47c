package rules

import (
	"cmp"
	"slices"

	"vigie/rules/civil"
	"vigie/rules/law"
)

// Entry is a rule as the catalogue lists it.
type Entry struct {
	ID         string   `json:"id"`
	Item       string   `json:"item,omitempty"`
	TitleFR    string   `json:"title_fr,omitempty"`
	TitleEN    string   `json:"title_en,omitempty"`
	Tests      string   `json:"tests,omitempty"`
	LegalBasis []string `json:"legal_basis,omitempty"` // in the wordings of the last day in force
	Texts      []Text   `json:"texts,omitempty"`
	From       string   `json:"in_force_from,omitempty"` // for the services that are not apart
	To         string   `json:"in_force_to,omitempty"`
	Apart      []Days   `json:"apart,omitempty"`
	Needs      []string `json:"needs,omitempty"`
	Exceptions []string `json:"exceptions,omitempty"`
	Over       string   `json:"may_over_report,omitempty"`
	Under      string   `json:"may_under_report,omitempty"`
	OutOfReach string   `json:"out_of_reach,omitempty"`
}

// Text is a citation with the days of all its wordings.
type Text struct {
	Name     string `json:"name"`
	Wordings []Days `json:"wordings,omitempty"`
}

// Days are the days, both included, of a wording or of a service apart. From is empty where it is not known, To where there is no end.
type Days struct {
	Service string `json:"service,omitempty"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Undated bool   `json:"undated,omitempty"` // there were other wordings within these days, of days that are not known
}

// textsOf lists citations, each once.
func textsOf(refs []law.Ref) (list []Text) {
	for _, ref := range refs {
		if slices.ContainsFunc(list, func(t Text) bool { return t.Name == ref.Name }) {
			continue
		}
		t := Text{Name: ref.Name}
		for _, w := range ref.Wordings {
			t.Wordings = append(t.Wordings, Days{From: w.From.String(), To: w.To.String(), Undated: w.Undated})
		}
		list = append(list, t)
	}
	return list
}

// Catalogue lists every id in the order of the article, checks out of reach with their reason.
func Catalogue() []Entry {
	var list []Entry
	for _, c := range Outline {
		for _, r := range c.Rules {
			e := Entry{
				ID: r.ID, Item: string(r.Item), TitleFR: r.Title.FR, TitleEN: r.Title.EN, Tests: r.Tests,
				LegalBasis: r.basisOn(careSlot, r.InForce.To).withItem, Texts: textsOf(r.Texts()),
				From: r.InForce.From.String(), To: r.InForce.To.String(), Needs: r.Needs, Over: r.Over, Under: r.Under,
			}
			for _, a := range r.Apart {
				if a.InForce == r.InForce {
					continue
				}
				e.Apart = append(e.Apart, Days{Service: a.Service.String(), From: a.InForce.From.String(), To: a.InForce.To.String()})
			}
			for _, x := range r.Unless {
				e.Exceptions = append(e.Exceptions, x.Name)
			}
			list = append(list, e)
		}
		for _, o := range c.Beyond {
			list = append(list, Entry{ID: o.ID, Item: string(c.Item), OutOfReach: o.Reason})
		}
	}
	return list
}

// ByID is the rule of that id, nil where there is none.
func ByID(id string) *Rule {
	for _, r := range All() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// CompareIDs orders rule ids as the catalogue lists them; those that it does not know come last, by name.
func CompareIDs(a, b string) int {
	all := All()
	index := func(id string) int {
		if i := slices.IndexFunc(all, func(r *Rule) bool { return r.ID == id }); i >= 0 {
			return i
		}
		return len(all)
	}
	return cmp.Or(cmp.Compare(index(a), index(b)), cmp.Compare(a, b))
}

// MarshalText gives the id: a rule is written as its id, in findings too.
func (r *Rule) MarshalText() ([]byte, error) { return []byte(r.ID), nil }

// UnmarshalText reads the id and nothing else; ByID gives the rule itself.
func (r *Rule) UnmarshalText(id []byte) error {
	r.ID = string(id)
	return nil
}

// Citation is a text with the rules that cite it.
type Citation struct {
	Text  law.Ref
	Rules []string
}

// Citations lists the texts of all rules and of their exceptions, each once, in the order of the catalogue.
func Citations() (list []Citation) {
	for _, r := range All() {
		cites := r.Texts()
		for _, e := range r.Unless {
			cites = append(cites, e.Cite)
		}
		for _, ref := range cites {
			i := slices.IndexFunc(list, func(c Citation) bool { return c.Text.Name == ref.Name })
			if i < 0 {
				ref.Cited = law.Period{} // the days of one rule only
				i, list = len(list), append(list, Citation{Text: ref})
			}
			if !slices.Contains(list[i].Rules, r.ID) {
				list[i].Rules = append(list[i].Rules, r.ID)
			}
		}
	}
	return list
}

// Source is a text or number that rules rest on, and the day on which someone last compared it with its source.
type Source struct {
	Name, Source string
	Checked      civil.Day
	Rules        []string
}

// Sources lists the citations of all rules and then their thresholds, each once, in the order of the catalogue.
func Sources() []Source {
	var list []Source
	add := func(name, source string, checked civil.Day, rule string) {
		i := slices.IndexFunc(list, func(s Source) bool { return s.Name == name })
		if i < 0 {
			i, list = len(list), append(list, Source{Name: name, Source: source, Checked: checked})
		}
		if !slices.Contains(list[i].Rules, rule) {
			list[i].Rules = append(list[i].Rules, rule)
		}
	}
	for _, c := range Citations() {
		for _, id := range c.Rules {
			add(c.Text.Name, c.Text.Source, c.Text.Checked, id)
		}
	}
	parameters := law.Defaults()
	for _, r := range All() {
		for _, t := range r.Thresholds {
			d := parameters.Definition(t)
			add(d.Name, d.Source, d.Checked, r.ID)
		}
	}
	return list
}
