package report

import (
	"maps"
	"slices"

	"vigie/rules"
)

// itemLine is an item of the article.
type itemLine struct {
	Name, Text string
	Sum        Sum
	Note       string // why nothing was found, or how much was found over time
}

// maxUnlisted is how many items are shown at most that are not in the outline.
const maxUnlisted = 10

func (v *view) items() {
	open, asked, applied, overTime := map[string]int64{}, map[string]int64{}, map[string]bool{}, map[string]int64{}
	for i := range v.Aggregates.Coverage {
		c := &v.Aggregates.Coverage[i]
		r := v.coverageOf(c)
		item := string(c.Rule.Item)
		open[item] += r.Open
		asked[item] += r.Asked
		applied[item] = true
		if s := v.Aggregates.ConductSums[r.ID]; s != nil {
			overTime[item] += s.Standing()
		}
	}
	unlisted := maps.Clone(v.Aggregates.Items)
	for _, chapter := range rules.Outline {
		key := string(chapter.Item)
		line := itemLine{Name: key, Text: v.pick(items[key], chapter.Text)}
		if key == "" {
			line.Name, line.Text = "–", v.pick(items[key], otherBases)
		}
		if s := v.Aggregates.Items[key]; s != nil {
			line.Sum = *s
		}
		switch {
		case overTime[key] > 0:
			line.Note = v.locale.plural("items.lasting", overTime[key])
		case line.Sum.Standing() == 0:
			line.Note = v.whyNoFindings(applied[key], asked[key], open[key])
		}
		v.Items = append(v.Items, line)
		delete(unlisted, key)
	}
	keys := slices.Sorted(maps.Keys(unlisted))
	for _, key := range keys[:min(len(keys), maxUnlisted)] {
		v.Items = append(v.Items, itemLine{Name: sanitize(key, maxName), Sum: *unlisted[key]})
	}
	for _, line := range v.Items {
		v.MostItem = max(v.MostItem, line.Sum.Stake)
	}
}

// whyNoFindings says how to read an item without findings: not examined, nothing in scope, some questions open, or all decided.
func (v *view) whyNoFindings(applied bool, asked, open int64) string {
	switch {
	case !applied:
		return v.locale.text("items.unasked")
	case asked == 0:
		return v.locale.text("items.outside")
	case open > 0:
		return v.locale.plural("items.silent", open)
	}
	return v.locale.text("items.clear")
}
