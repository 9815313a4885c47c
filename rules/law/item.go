// Package law has the facts about the law, apart from the rules that use them: the items of article R147-8, citations with the
// days of all wordings, and dated thresholds with their source and the day on which someone last checked it.
package law

import "vigie/rules/civil"

// Item is an item of article R147-8 of the Code de la sécurité sociale, written as in the article. The empty Item stands for
// another legal basis.
type Item string

// The 20 items, in statute order and in the lettering of 29 July 2018.
const (
	Item1a Item = "1° a"
	Item1b Item = "1° b"
	Item2a Item = "2° a"
	Item2b Item = "2° b"
	Item2c Item = "2° c"
	Item2d Item = "2° d"
	Item2e Item = "2° e"
	Item2f Item = "2° f"
	Item2g Item = "2° g"
	Item2h Item = "2° h"
	Item2i Item = "2° i"
	Item2j Item = "2° j"
	Item3  Item = "3°"
	Item4a Item = "4° a"
	Item4b Item = "4° b"
	Item4c Item = "4° c"
	Item4d Item = "4° d"
	Item4e Item = "4° e"
	Item5  Item = "5°"
	Item6  Item = "6°"
)

// Basis is the citation of the item in the wording of a day: "CSS R147-8 2° g (2018-07-29)" in 2020, "CSS R147-8 2° g (2023-01-01)" in
// 2024. It is empty on a day before R147-8.
func (i Item) Basis(day civil.Day) string { return R147_8.partOn(string(i), day) }

// Period is the days on which a rule is in force, both ends included.
type Period struct{ From, To civil.Day }

// Since is the period without an end that begins on a day.
func Since(year, month, day int) Period {
	return Period{civil.Date(year, monthOf(month), day), civil.Open}
}

// Until is the period cut off on the day before the one given.
func (p Period) Until(year, month, day int) Period {
	return Period{p.From, civil.Date(year, monthOf(month), day) - 1}
}

// Covers says whether a day lies in the period.
func (p Period) Covers(d civil.Day) bool { return p.From <= d && d <= p.To }

// PenaltyArticle is the period of article R147-8, the first day being that of its first wording. It is that of a rule of which no part
// is known to be younger.
var PenaltyArticle = Since(2005, 8, 25)
