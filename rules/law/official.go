package law

import (
	"slices"

	"vigie/rules/civil"
)

// Differs lists how the wordings of the text differ from the official versions, which are given in order of time: a cited day on which none
// begins, a wording that is newer than all that are cited or is missing among them, and a last day. It is empty where every citation
// is right. A wording of a day that is not known is never a wrong one.
func (r Ref) Differs(versions []Wording) (list []string) {
	add := func(what string, day civil.Day) { list = append(list, what+" "+day.String()) }
	newest := civil.Day(0)
	for _, w := range r.Wordings {
		if !w.Undated {
			newest = w.From
			if !begins(versions, w.From) {
				add("wrong day: no official version begins on", w.From)
			}
		}
	}
	for i, w := range versions {
		if !begins(r.Wordings, w.From) {
			if w.From > newest {
				add("newer version:", w.From)
			} else {
				add("missing version:", w.From)
			}
		}
		if ends(versions, i) && covered(r.Wordings, w.To+1) {
			add("repealed: its last day is", w.To)
		}
	}
	for i, w := range r.Wordings {
		if ends(r.Wordings, i) && covered(versions, w.To+1) {
			add("still in force after", w.To)
		}
	}
	return list
}

// begins says whether a wording is known to begin on a day.
func begins(of []Wording, day civil.Day) bool {
	return slices.ContainsFunc(of, func(w Wording) bool { return w.From == day && !w.Undated })
}

// covered says whether a wording is in force on a day.
func covered(of []Wording, day civil.Day) bool {
	return slices.ContainsFunc(of, func(w Wording) bool { return w.Covers(day) })
}

// ends says whether a wording has a last day that no other follows.
func ends(of []Wording, i int) bool {
	return of[i].To != civil.Open && !covered(of, of[i].To+1)
}
