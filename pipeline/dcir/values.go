package dcir

import (
	"bytes"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
)

// What is expected in a cell, for the reason of a reject.
const (
	wantDay    = "a day such as 2025-03-01"
	wantNumber = "a whole number"
)

// WantAct ends the reason of a row that is rejected because its act is not there, or is rejected itself.
const WantAct = "the act of its key"

// months are those of SAS, in English and, where they differ, in French.
var months = [...]string{"JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", "JANFEVMARAVRMAIJUNJULAOUSEPOCTNOVDEC"}

// readDay reads a day as package cell does, and in the other forms of extracts: 20250301, 01MAR2025, with a midnight behind it or not. An
// empty cell and a sentinel, also one of zeros alone, are the zero day.
func readDay(b []byte) (d civil.Day, note cell.Note, ok bool) {
	if len(b) == 0 {
		return 0, cell.Plain, true
	}
	if d, note, ok = cell.Day(b); ok {
		return d, note, true
	}
	if blankDay(b) {
		return 0, cell.SentinelDay, true
	}
	if len(b) > 10 && (b[10] == 'T' || b[10] == ' ') && midnight(b[11:]) {
		b, note = b[:10], cell.Midnight
	}
	if len(b) > 9 && b[9] == ':' && midnight(b[10:]) {
		b, note = b[:9], cell.Midnight
	}
	var iso [10]byte
	iso[4], iso[7] = '-', '-'
	switch len(b) {
	case 8:
		copy(iso[:], b[:4])
		copy(iso[5:], b[4:6])
		copy(iso[8:], b[6:])
	case 9:
		month := monthOf(b[2:5])
		if month == 0 {
			return 0, cell.Plain, false
		}
		copy(iso[:], b[5:])
		iso[5], iso[6] = byte('0'+month/10), byte('0'+month%10)
		copy(iso[8:], b[:2])
	default:
		copy(iso[:], b)
		if len(b) != len(iso) {
			return 0, cell.Plain, false
		}
	}
	d, other, ok := cell.Day(iso[:])
	return d, max(note, other), ok
}

// monthOf is the number of a month in three letters; 0 for none.
func monthOf(b []byte) int {
	name := bytes.ToUpper(b)
	for _, list := range months {
		if at := bytes.Index([]byte(list), name); at >= 0 && at%3 == 0 {
			return at/3 + 1
		}
	}
	return 0
}

// blankDay reports whether a cell has nothing but zeros and separators.
func blankDay(b []byte) bool {
	for _, c := range b {
		if c != '0' && c != '-' && c != '/' {
			return false
		}
	}
	return true
}

func midnight(b []byte) bool {
	for _, c := range b {
		if c != '0' && c != ':' && c != '.' && c != 'Z' {
			return false
		}
	}
	return true
}

// readInt reads a whole number that is not negative, also written as 4212.0 or 4212.00.
func readInt(b []byte) (int64, bool) {
	n := int64(0)
	for i, c := range b {
		if c < '0' || c > '9' {
			b = trimZeroDecimals(b)
			return n, i > 0 && i == len(b)
		}
		if i == maxDigits {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, len(b) > 0
}

// maxDigits is how many digits of a whole number always fit in 64 bits.
const maxDigits = 18

// trimZeroDecimals removes decimals that are all zero.
func trimZeroDecimals(b []byte) []byte {
	if at := bytes.IndexAny(b, ".,"); at > 0 && len(bytes.Trim(b[at+1:], "0")) == 0 {
		return b[:at]
	}
	return b
}

// readHour reads hhmm as the seconds of a day: 715 is 07:15, 0 midnight, and 2400 midnight at the end of the day. 07:15 is read as well.
func readHour(b []byte) (seconds int, ok bool) {
	if bytes.IndexByte(b, ':') >= 0 {
		return civil.ParseClock(b)
	}
	n, ok := readInt(b)
	if !ok || n > 2400 || n%100 > 59 {
		return 0, false
	}
	return int(n/100*3600 + n%100*60), true
}

// postcode reports whether a cell has the form of a postcode.
func postcode(b []byte) bool {
	if len(b) != 5 {
		return false
	}
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
