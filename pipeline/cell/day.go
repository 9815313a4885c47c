package cell

import (
	"time"

	"vigie/rules/civil"
)

// firstDay and lastDay bound the days that are read as such: extracts have 1600-01-01, 1900-01-01 or 9999-12-31 for no day.
var firstDay, lastDay = civil.Date(1900, time.January, 2), civil.Date(2100, time.December, 31)

// firstBirth is the first day of birth: whoever was born on 1 January 1900 was.
var firstBirth = civil.Date(1900, time.January, 1)

// Day reads a day: 2025-03-01 or 03/04/2025 (day first), with midnight behind it or not. A sentinel is ok and the zero day.
func Day(b []byte) (d civil.Day, note Note, ok bool) { return day(b, firstDay) }

// Birth reads the day of a birth, as Day does.
func Birth(b []byte) (d civil.Day, note Note, ok bool) { return day(b, firstBirth) }

func day(b []byte, first civil.Day) (d civil.Day, note Note, ok bool) {
	if len(b) > 10 && isMidnight(b[10:]) {
		b, note = b[:10], Midnight
	}
	if d, ok = civil.ParseDay(b); !ok {
		if d, ok = dayFirst(b); !ok {
			if isZeroDay(b) {
				return 0, SentinelDay, true
			}
			return 0, Plain, false
		}
		note = DayFirst
	}
	if d < first || d > lastDay {
		return 0, SentinelDay, true
	}
	return d, note, true
}

// dayFirst reads 03/04/2025, a day that begins with the day of the month. A year of two digits could be read in two ways.
func dayFirst(b []byte) (civil.Day, bool) {
	if len(b) != 10 || b[2] != '/' || b[5] != '/' {
		return 0, false
	}
	iso := [10]byte{b[6], b[7], b[8], b[9], '-', b[3], b[4], '-', b[0], b[1]}
	return civil.ParseDay(iso[:])
}

// isZeroDay says whether a cell is the zero day of MySQL, which stands for none as 0001-01-01 does elsewhere.
func isZeroDay(b []byte) bool { return string(b) == "0000-00-00" || string(b) == "00/00/0000" }

// isMidnight says whether what stands behind a day is a midnight, without a zone.
func isMidnight(b []byte) bool {
	if b[0] != 'T' && b[0] != ' ' {
		return false
	}
	for i, c := range b[1:] {
		switch {
		case c == '0':
		case c == ':' && (i == 2 || i == 5):
		case c == '.' && i == 8:
		default:
			return false
		}
	}
	return len(b) == 6 || len(b) == 9 || len(b) > 10
}

// halfDay is how many seconds the twelve hours before noon have.
const halfDay = 12 * 60 * 60

// Hour reads an hour alone, as seconds of its day: 18:42 or 06:42 PM, with seconds or not.
func Hour(b []byte) (seconds int, note Note, ok bool) {
	if seconds, ok = civil.ParseClock(b); ok {
		return seconds, Plain, true
	}
	seconds, ok = twelveHours(b)
	return seconds, TwelveHours, ok
}

// twelveHours reads 06:42 PM and 6:42:00 pm: an hour from 1 to 12, where 12 AM is midnight and 12 PM is noon.
func twelveHours(b []byte) (seconds int, ok bool) {
	at := len(b) - len(" PM")
	if at < len("6:42") || at > len("06:42:00") || b[at] != ' ' || b[at+2]|0x20 != 'm' {
		return 0, false
	}
	afternoon := b[at+1]|0x20 == 'p'
	if !afternoon && b[at+1]|0x20 != 'a' {
		return 0, false
	}
	clock := append(make([]byte, 0, len("06:42:00")), b[:at]...)
	if clock[1] == ':' {
		clock = append([]byte{'0'}, clock...)
	}
	if seconds, ok = civil.ParseClock(clock); !ok || seconds < 60*60 || seconds >= halfDay+60*60 {
		return 0, false
	}
	if seconds %= halfDay; afternoon {
		seconds += halfDay
	}
	return seconds, true
}

// Moment reads a date-time: 2025-03-01T08:30 or 03/04/2025 08:30, with seconds or not, with a blank or a T between, without a zone.
// The hour may be as 08:30 AM behind 2025-03-01, but not behind a day with slashes: who writes the hour so may write the month first.
// It does not look at which day that is (IsDay), but that the zero day of MySQL is none, and a sentinel day without an hour: the zero
// moment.
func Moment(b []byte) (m civil.Moment, note Note, ok bool) {
	if m, ok = civil.ParseMoment(b); ok {
		return m, Plain, true
	}
	if len(b) > 20 && b[19] == '.' && same(b[20:], '0') { // a fraction of a second that is none
		b = b[:19]
	}
	if len(b) < 16 || b[10] != 'T' && b[10] != ' ' {
		if _, note, _ = Day(b); note != SentinelDay {
			return 0, Plain, false
		}
		return 0, SentinelDay, true
	}
	seconds, note, ok := Hour(b[11:])
	if !ok {
		return 0, Plain, false
	}
	if d, ok := civil.ParseDay(b[:10]); ok {
		return d.At(seconds), note, true
	}
	d, ok := dayFirst(b[:10])
	switch {
	case note == TwelveHours:
		return 0, Plain, false
	case ok:
		return d.At(seconds), DayFirst, true
	case isZeroDay(b[:10]):
		return 0, SentinelDay, true
	}
	return 0, Plain, false
}

// IsDay says whether a day is one, and no sentinel.
func IsDay(d civil.Day) bool { return d >= firstDay && d <= lastDay }

func same(b []byte, c byte) bool {
	for _, x := range b {
		if x != c {
			return false
		}
	}
	return true
}
