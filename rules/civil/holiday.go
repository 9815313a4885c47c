package civil

import (
	"slices"
	"time"
)

// Area is a part of France with holidays of its own.
type Area uint8

// The areas, by the postcode of a place; Areas is how many there are.
const (
	National Area = iota
	AlsaceMoselle
	Guadeloupe
	Martinique
	Guyane
	Reunion
	Miquelon
	Mayotte
	SaintBarthelemy
	SaintMartin
	Areas
)

var areaNames = [Areas]string{"national", "alsace_moselle", "971", "972", "973", "974", "975", "976", "977", "978"}

// AreaNamed is the area of a name in the holidays register.
func AreaNamed(name string) (Area, bool) {
	for a, n := range areaNames {
		if n == name {
			return Area(a), true
		}
	}
	return National, false
}

// AreaOf is the area of a postcode.
func AreaOf(postcode string) Area {
	if len(postcode) < 3 {
		return National
	}
	switch postcode[:2] {
	case "57", "67", "68":
		return AlsaceMoselle
	case "97":
	default:
		return National
	}
	switch {
	case postcode == "97133":
		return SaintBarthelemy
	case postcode == "97150":
		return SaintMartin
	}
	a, _ := AreaNamed(postcode[:3])
	return a
}

// Calendar has the computed holidays and those that a register adds. The zero value has the computed ones only.
type Calendar struct {
	added map[Day][Areas]bool
	off   [Areas][]Day // by area and in order: the added days from Monday to Friday that are not computed holidays
}

// Add makes a day a holiday of an area, or of every area for National. It must not be called while the calendar is read.
func (c *Calendar) Add(d Day, a Area) {
	if c.added == nil {
		c.added = map[Day][Areas]bool{}
	}
	for b := range Areas {
		if (b == a || a == National) && onWeekday(d) && !c.Holiday(d, b) {
			at, _ := slices.BinarySearch(c.off[b], d)
			c.off[b] = slices.Insert(c.off[b], at, d)
		}
	}
	set := c.added[d]
	set[a] = true
	c.added[d] = set
}

// Holiday says whether the day is a holiday in the whole area.
func (c *Calendar) Holiday(d Day, a Area) bool {
	if set, ok := c.added[d]; ok && (set[a] || set[National]) {
		return true
	}
	y, m, day := d.Split()
	return fixed(m, day) || moving(d, y) || local(y, m, day, a)
}

// HolidayInPart says whether the day is a holiday in some communes of the area only, which its postcodes do not show: Good
// Friday in Alsace-Moselle, where the commune has a Protestant or mixed church (Code du travail L3134-13).
func (c *Calendar) HolidayInPart(d Day, a Area) bool {
	y, _, _ := d.Split()
	return a == AlsaceMoselle && d == easter(y)-2 && !c.Holiday(d, a)
}

// Working says whether the day is a jour ouvré in the area: Monday to Friday and no holiday of the whole area.
func (c *Calendar) Working(d Day, a Area) bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday && !c.Holiday(d, a)
}

// LocalOnly says whether the day is a holiday in some area, or in a part of one, but not in the whole country, so that the place
// must be known.
func (c *Calendar) LocalOnly(d Day) bool {
	if c.Holiday(d, National) {
		return false
	}
	for a := AlsaceMoselle; a < Areas; a++ {
		if c.Holiday(d, a) || c.HolidayInPart(d, a) {
			return true
		}
	}
	return false
}

// fixed says whether a date is a national holiday with a fixed date (Code du travail L3133-1).
func fixed(m time.Month, day int) bool {
	switch {
	case m == time.January && day == 1,
		m == time.May && (day == 1 || day == 8),
		m == time.July && day == 14,
		m == time.August && day == 15,
		m == time.November && (day == 1 || day == 11),
		m == time.December && day == 25:
		return true
	}
	return false
}

// moving says whether a day is a holiday that depends on Easter: Easter Monday, Ascension or Whit Monday.
func moving(d Day, year int) bool {
	switch d - easter(year) {
	case 1, 39, 50:
		return true
	}
	return false
}

// firstOfMay28 is the first year in which Saint-Martin had the 28 May as well. The Code du travail (L3422-2) names the 27th alone,
// and the circulars of the prefecture of 2018 and 2019 allow the 28th.
const firstOfMay28 = 2018

// local says whether a day is the 26 December of Alsace-Moselle or an abolition day overseas.
func local(year int, m time.Month, day int, a Area) bool {
	switch a {
	case AlsaceMoselle:
		return m == time.December && day == 26
	case Guadeloupe:
		return m == time.May && day == 27
	case Martinique:
		return m == time.May && day == 22
	case Guyane:
		return m == time.June && day == 10
	case Reunion:
		return m == time.December && day == 20
	case Mayotte:
		return m == time.April && day == 27
	case SaintBarthelemy:
		return m == time.October && day == 9
	case SaintMartin:
		return m == time.May && (day == 27 || day == 28 && year >= firstOfMay28)
	}
	return false
}

// easter is Easter Sunday of a Gregorian year (the anonymous algorithm of 1876).
func easter(year int) Day {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date(year, time.Month(n/31), n%31+1)
}
