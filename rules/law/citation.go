package law

import (
	"slices"
	"strings"
	"time"

	"vigie/rules/civil"
)

// Ref is a text that a rule rests on: an article of a code, a clause of a convention, an order. It has all its wordings, so that a
// citation is that of the wording in force on the day of the claim. Checked is the day on which someone last compared it with
// Source.
type Ref struct {
	Name     string
	Wordings []Wording // in order of time, without overlap; empty where no day of the text is known
	Cited    Period    // days on which a rule that cites it rests on it; the zero Period for every day
	Source   string
	Checked  civil.Day
}

// Wording is a version of a text and the days on which it was in force, both included.
type Wording struct {
	From    civil.Day // zero where the first day is not known
	To      civil.Day // civil.Open where it is still in force
	Undated bool      // there were other wordings within these days, and it is not known from when: a citation has no day
}

// Covers says whether the wording was in force on a day.
func (w Wording) Covers(d civil.Day) bool { return w.From <= d && d <= w.To }

// On is the citation of the text on a day: its name, with the first day of the wording in force, as "CSS R322-10-8 (2019-12-12)".
// Without that day where it is not known; empty where the text was not in force on the day, or is not cited for it.
func (r Ref) On(day civil.Day) string { return r.partOn("", day) }

// partOn is On for a part of the text, as "2° g".
func (r Ref) partOn(part string, day civil.Day) string {
	name := r.Name
	if part != "" {
		name += " " + part
	}
	if r.Cited != (Period{}) && !r.Cited.Covers(day) {
		return ""
	}
	if len(r.Wordings) == 0 {
		return name
	}
	i := slices.IndexFunc(r.Wordings, func(w Wording) bool { return w.Covers(day) })
	switch {
	case i < 0:
		return ""
	case r.Wordings[i].Undated:
		return name
	}
	return name + " (" + r.Wordings[i].From.String() + ")"
}

// Changes lists the first days from which On gives another answer than the day before.
func (r Ref) Changes() (days []civil.Day) {
	add := func(from, to civil.Day) {
		days = append(days, from)
		if to != civil.Open {
			days = append(days, to+1)
		}
	}
	if r.Cited != (Period{}) {
		add(r.Cited.From, r.Cited.To)
	}
	for _, w := range r.Wordings {
		add(w.From, w.To)
	}
	return days
}

// Part is a part of the text, as "art. 34" of a convention, cited with the days of the whole.
func (r Ref) Part(part string) Ref {
	r.Name += " " + part
	return r
}

// Since is the text, cited for claims from a day on.
func (r Ref) Since(year, month, day int) Ref {
	r.Cited = Since(year, month, day)
	return r
}

// Until is the text, cited for claims of the days before the one given.
func (r Ref) Until(year, month, day int) Ref {
	r.Cited = Period{To: on(year, month, day) - 1}
	return r
}

// but adds what could not be seen in the source.
func (r Ref) but(unseen string) Ref {
	r.Source += "; " + unseen
	return r
}

// Where the days of the wordings were read. A rule that rests on second-hand reading alone says so where it gives a hard verdict.
const (
	official  = "official text of the Code with the days of all its versions, copy of 14 March 2026"
	secondary = "read in a secondary source; to be held against the official text"
)

// lastRead is the day on which the citations below were last read against their sources.
var lastRead = on(2026, 11, 30)

// text is an article whose days were read in the official text.
func text(name, wordings string) Ref {
	return Ref{Name: name, Wordings: readWordings(wordings), Source: official, Checked: lastRead}
}

// secondHand is a text that was read in another source.
func secondHand(name, wordings string) Ref {
	return Ref{Name: name, Wordings: readWordings(wordings), Source: secondary, Checked: lastRead}
}

// readWordings reads the days of a text, apart by spaces and in order. A day begins a wording; one after a hyphen is the last day of
// a wording that none followed, the text being repealed. "?" begins days of which the wordings are not known: alone those before the
// next day, with a day after it those from that day on.
func readWordings(days string) (list []Wording) {
	for word := range strings.FieldsSeq(days) {
		digits := strings.TrimLeft(word, "-?")
		day, ok := civil.ParseDay([]byte(digits))
		if !ok && digits != "" {
			panic("a citation has the day " + word)
		}
		last := len(list) - 1
		if strings.HasPrefix(word, "-") {
			list[last].To = day
			continue
		}
		if last >= 0 && list[last].To == civil.Open {
			list[last].To = day - 1
		}
		list = append(list, Wording{From: day, To: civil.Open, Undated: word[0] == '?'})
	}
	return list
}

func monthOf(m int) time.Month { return time.Month(m) }

func on(year, month, day int) civil.Day { return civil.Date(year, monthOf(month), day) }
