package report

import (
	"maps"
	"slices"

	"vigie/rules"
)

// itemLine is an item of the article.
type itemLine struct {
	Name, Says string
	Sum        Sum
	Beside     string // what stands behind finding nothing, or is found over time
}

// mostStrange is how many items are shown that the outline does not have.
const mostStrange = 10

func (v *view) items() {
	open, asked, put, lasting := map[string]int64{}, map[string]int64{}, map[string]bool{}, map[string]int64{}
	for i := range v.Found.Coverage {
		c := &v.Found.Coverage[i]
		r := v.coverOf(c)
		item := string(c.Rule.Item)
		open[item] += r.Open
		asked[item] += r.Asked
		put[item] = true
		if s := v.Found.ConductSums[r.ID]; s != nil {
			lasting[item] += s.Standing()
		}
	}
	strange := maps.Clone(v.Found.Items)
	for _, chapter := range rules.Outline {
		key := string(chapter.Item)
		line := itemLine{Name: key, Says: v.pick(items[key], chapter.Text)}
		if key == "" {
			line.Name, line.Says = "–", v.pick(items[key], otherBases)
		}
		if s := v.Found.Items[key]; s != nil {
			line.Sum = *s
		}
		switch {
		case lasting[key] > 0:
			line.Beside = v.words.count("items.lasting", lasting[key])
		case line.Sum.Standing() == 0:
			line.Beside = v.silent(put[key], asked[key], open[key])
		}
		v.Items = append(v.Items, line)
		delete(strange, key)
	}
	keys := slices.Sorted(maps.Keys(strange))
	for _, key := range keys[:min(len(keys), mostStrange)] {
		v.Items = append(v.Items, itemLine{Name: tidy(key, mostName), Sum: *strange[key]})
	}
	for _, line := range v.Items {
		v.MostItem = max(v.MostItem, line.Sum.Stake)
	}
}

// silent says what stands behind an item without findings.
func (v *view) silent(put bool, asked, open int64) string {
	switch {
	case !put:
		return v.words.say("items.unasked")
	case asked == 0:
		return v.words.say("items.outside")
	case open > 0:
		return v.words.count("items.silent", open)
	}
	return v.words.say("items.clear")
}
