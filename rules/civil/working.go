package civil

import (
	"slices"
	"time"
)

// maxYearly is the largest number of holidays that a year has in one area.
const maxYearly = 13

// yearly are the computed holidays of a year and area from Monday to Friday, in order and each once; the rest is Never.
type yearly [maxYearly]Day

// weekdayHolidays has them for the years in which claims may lie. It is read-only.
var weekdayHolidays = func() (table [lastYear - firstYear + 1][Areas]yearly) {
	for i := range table {
		for a := range Areas {
			table[i][a] = listWeekdayHolidays(firstYear+i, a)
		}
	}
	return table
}()

func listWeekdayHolidays(year int, a Area) (list yearly) {
	sunday := easter(year)
	candidates := append(make([]Day, 0, 3*maxYearly), sunday+1, sunday+39, sunday+50)
	// The fixed and local holidays of all areas fall on these days of a month.
	for m := time.January; m <= time.December; m++ {
		for _, day := range [...]int{1, 8, 9, 10, 11, 14, 15, 20, 22, 25, 26, 27, 28} {
			if d := Date(year, m, day); fixed(m, day) || local(year, m, day, a) {
				candidates = append(candidates, d)
			}
		}
	}
	var computed Calendar
	slices.Sort(candidates)
	n := 0
	for _, d := range slices.Compact(candidates) {
		if onWeekday(d) && computed.Holiday(d, a) {
			list[n] = d
			n++
		}
	}
	for ; n < maxYearly; n++ {
		list[n] = Never
	}
	return list
}

// WorkingDays counts the jours ouvrés of an area after one day, which does not count, up to and including another. A day that is a
// holiday in a part of the area only counts.
func (c *Calendar) WorkingDays(after, to Day, a Area) int {
	if to <= after {
		return 0
	}
	n := weekdays(to) - weekdays(after)
	first, _, _ := after.Split()
	last, _, _ := to.Split()
	for y := first; y <= last; y++ {
		n -= holidaysOf(y, a).within(after, to)
	}
	if len(c.added) > 0 {
		n -= within(c.off[a], after, to)
	}
	return n
}

func holidaysOf(year int, a Area) *yearly {
	if year < firstYear || year > lastYear {
		list := listWeekdayHolidays(year, a)
		return &list
	}
	return &weekdayHolidays[year-firstYear][a]
}

func (list *yearly) within(after, to Day) (n int) {
	for _, d := range list {
		if d > to {
			break
		}
		if d > after {
			n++
		}
	}
	return n
}

// within counts the days of a sorted list after one day up to and including another.
func within(list []Day, after, to Day) int {
	from, _ := slices.BinarySearch(list, after+1)
	end, _ := slices.BinarySearch(list, to+1)
	return end - from
}

// weekdays counts the days from Monday to Friday from the first day, 0001-01-01, a Monday, up to and including a day.
func weekdays(d Day) int { return int(d)/7*5 + min(int(d)%7, 5) }

func onWeekday(d Day) bool { w := d.Weekday(); return w != time.Saturday && w != time.Sunday }
