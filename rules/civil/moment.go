package civil

// Moment is a civil date and time without a zone, in seconds from the start of 0000-12-31. The zero value means no moment.
type Moment int64

const secondsADay = 24 * 60 * 60

// At is the moment that many seconds after the day began.
func (d Day) At(seconds int) Moment { return Moment(int64(d)*secondsADay + int64(seconds)) }

// Clock is the moment at an hour and minute of the day.
func (d Day) Clock(hour, minute int) Moment { return d.At(hour*3600 + minute*60) }

// Known says whether there is a moment.
func (m Moment) Known() bool { return m != 0 }

// Day is the civil day of the moment.
func (m Moment) Day() Day { return Day(m / secondsADay) }

// SecondOfDay is the number of seconds since midnight.
func (m Moment) SecondOfDay() int { return int(m % secondsADay) }

// String is the moment as 2025-03-01T08:30, with seconds if they are not zero; empty for no moment.
func (m Moment) String() string {
	if m <= 0 {
		return ""
	}
	s := m.SecondOfDay()
	b := append(m.Day().Append(make([]byte, 0, 19)), 'T',
		digit(s/36000), digit(s/3600%10), ':', digit(s/600%6), digit(s/60%10))
	if s%60 != 0 {
		b = append(b, ':', digit(s%60/10), digit(s%10))
	}
	return string(b)
}

// ParseMoment reads 2025-03-01T08:30 or 2025-03-01T08:30:15, with T or a blank between day and time; no zone, no fraction.
func ParseMoment(b []byte) (Moment, bool) {
	if len(b) < 16 || b[10] != 'T' && b[10] != ' ' {
		return 0, false
	}
	d, ok := ParseDay(b[:10])
	s, ok2 := ParseClock(b[11:])
	return d.At(s), ok && ok2
}

// ParseClock reads 08:30 or 08:30:15 as seconds after midnight.
func ParseClock(b []byte) (seconds int, ok bool) {
	if len(b) != 5 && len(b) != 8 || b[2] != ':' {
		return 0, false
	}
	h, m, s := twoDigits(b[0], b[1]), twoDigits(b[3], b[4]), 0
	if len(b) == 8 {
		if b[5] != ':' {
			return 0, false
		}
		s = twoDigits(b[6], b[7])
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 {
		return 0, false
	}
	return h*3600 + m*60 + s, true
}
