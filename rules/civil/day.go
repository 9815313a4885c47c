// Package civil is civil time in France: days, moments without a zone, holidays and working days.
//
// Claims have the wall clock time of the place of pick-up. The day of a moment is taken from it as it is, never after a
// conversion to UTC.
package civil

import (
	"encoding/binary"
	"time"
)

// Day is a civil day, counted from 0001-01-01 = 1. The zero value means no day.
type Day int32

// Open is the end of an interval without an end; Never is a day that does not come.
const (
	Open  Day = 1<<31 - 1
	Never     = Open
)

// unixEpoch is 1970-01-01 as a Day, so that Day-unixEpoch is what Parquet calls a date32.
const unixEpoch Day = 719163

// Date is the day of a year, month and day of month, which must exist.
func Date(year int, month time.Month, day int) Day {
	y, m := int64(year), int64(month)
	if m <= 2 {
		y--
		m += 12
	}
	// Days before March of year y in the proleptic Gregorian calendar, then days since that 1 March.
	return Day(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + int64(day) - 307 + 1)
}

// Split is the year, month and day of month.
func (d Day) Split() (year int, month time.Month, day int) {
	z := int64(d) + 305 // days since 0000-03-01
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = int(doy - (153*mp+2)/5 + 1)
	m := mp + 3
	y := yoe + era*400
	if m > 12 {
		m -= 12
		y++
	}
	return int(y), time.Month(m), day
}

// Known says whether there is a day.
func (d Day) Known() bool { return d != 0 }

// Unix32 is the number of days since 1970-01-01.
func (d Day) Unix32() int32 { return int32(d - unixEpoch) }

// FromUnix32 is the day n days after 1970-01-01.
func FromUnix32(n int32) Day { return Day(n) + unixEpoch }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return time.Weekday(d % 7) }

// Monday is the first day of the ISO week of the day; weeks continue across the turn of a year.
func (d Day) Monday() Day { return d - (d-1)%7 }

// AddMonths is the same day of month n months later, or the last day of that month where it has no such day.
func (d Day) AddMonths(n int) Day {
	y, m, day := d.Split()
	months := y*12 + int(m) - 1 + n
	y, m = months/12, time.Month(months%12+1)
	return Date(y, m, min(day, daysIn(y, m)))
}

// AddYears is the same day n years later; 29 February becomes the 28th where there is none.
func (d Day) AddYears(n int) Day { return d.AddMonths(12 * n) }

// String is the day as 2025-03-01; empty for no day or an open end.
func (d Day) String() string {
	if d <= 0 || d == Open {
		return ""
	}
	return string(d.Append(nil))
}

// Append appends the day as 2025-03-01.
func (d Day) Append(to []byte) []byte {
	y, m, day := d.Split()
	return append(to,
		digit(y/1000), digit(y/100), digit(y/10), digit(y), '-',
		digit(int(m)/10), digit(int(m)), '-', digit(day/10), digit(day))
}

func digit(n int) byte { return byte('0' + n%10) }

func daysIn(y int, m time.Month) int {
	switch m {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// ParseDay reads 2025-03-01 and nothing else.
func ParseDay(b []byte) (Day, bool) {
	if len(b) != 10 {
		return 0, false
	}
	// Year and month at once: what differs from 0000-00- are digits up to 9 where there are zeros, and nothing where there are hyphens.
	const (
		zeros   = 0x2d30302d30303030 // "0000-00-", the first byte lowest
		beyond9 = 0x7f76767f76767676 // brings a byte to 0x80 that is more than 9, or than 0 for a hyphen
		high    = 0x8080808080808080
	)
	w := binary.LittleEndian.Uint64(b) ^ zeros
	if (w|(w+beyond9))&high != 0 {
		return 0, false
	}
	y := int(w&0xff)*1000 + int(w>>8&0xff)*100 + int(w>>16&0xff)*10 + int(w>>24&0xff)
	m := int(w>>40&0xff)*10 + int(w>>48&0xff)
	d := twoDigits(b[8], b[9])
	if y < 1 || m < 1 || m > 12 || d < 1 || d > 28 && d > daysIn(y, time.Month(m)) {
		return 0, false
	}
	return Date(y, time.Month(m), d), true
}

// twoDigits reads two decimal digits. With any other byte the result is negative.
func twoDigits(tens, units byte) int {
	t, u := tens-'0', units-'0'
	if t > 9 || u > 9 {
		return -1
	}
	return int(t)*10 + int(u)
}
