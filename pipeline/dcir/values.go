package dcir

import (
	"bytes"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What is expected in a cell, for the reason of a reject.
const (
	wantDay      = "a day such as 2025-03-01"
	wantHour     = "an hour as hhmm, such as 715"
	wantNumber   = "a whole number"
	wantMoney    = "euros with at most 2 decimals"
	wantDistance = "kilometres with at most 1 decimal, not negative"
	wantPostcode = "5 digits or letters"
	wantText     = "a text"
)

// WantAct ends the reason of a row that is rejected because its act is not there, or is rejected itself.
const WantAct = "the act of its key"

// firstDay and lastDay bound the days that are read as such. Extracts write 1600-01-01, 0000-00-00 or 9999-12-31 for no day.
var firstDay, lastDay = civil.Date(1800, time.January, 1), civil.Date(2999, time.December, 31)

// readDay reads a day in one of the forms found in extracts: 2025-03-01, 20250301, 01/03/2025 or 01MAR2025, with midnight behind it
// or not. An empty cell, or a value that means no day, is ok and not known.
func readDay(b []byte) (d civil.Day, known, ok bool) {
	if len(b) == 0 || blankDay(b) {
		return 0, false, true
	}
	if len(b) > 10 && (b[10] == 'T' || b[10] == ' ') && midnight(b[11:]) {
		b = b[:10]
	}
	if len(b) > 9 && b[9] == ':' && midnight(b[10:]) {
		b = b[:9]
	}
	var iso [10]byte
	switch {
	case len(b) == 8:
		copy(iso[:], b[:4])
		copy(iso[5:], b[4:6])
		copy(iso[8:], b[6:])
	case len(b) == 10 && b[2] == '/' && b[5] == '/':
		copy(iso[:], b[6:])
		copy(iso[5:], b[3:5])
		copy(iso[8:], b[:2])
	case len(b) == 9:
		month := bytes.Index([]byte("JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"), bytes.ToUpper(b[2:5]))
		if month < 0 || month%3 != 0 {
			return 0, false, false
		}
		month = month/3 + 1
		copy(iso[:], b[5:])
		iso[5], iso[6] = byte('0'+month/10), byte('0'+month%10)
		copy(iso[8:], b[:2])
	case len(b) == 10:
		copy(iso[:], b)
	default:
		return 0, false, false
	}
	if len(b) != 10 || b[2] == '/' {
		iso[4], iso[7] = '-', '-'
	}
	d, ok = civil.ParseDay(iso[:])
	if ok && (d < firstDay || d > lastDay) {
		return 0, false, true
	}
	return d, ok, ok
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

// decimal writes a number as claims have it: with a point and digits behind it, or without a point.
func decimal(b []byte, buffer []byte) []byte {
	at := bytes.IndexByte(b, '.')
	if at < 0 {
		at = bytes.IndexByte(b, ',')
	}
	switch {
	case at < 0 || b[at] == '.' && at < len(b)-1:
		return b
	case at == len(b)-1:
		return b[:at]
	}
	buffer = append(buffer[:0], b...)
	buffer[at] = '.'
	return buffer
}

// readMoney reads an amount: 12.30, 12,30, .81 or -7.
func readMoney(b []byte) (claim.Cents, bool) {
	var buffer [24]byte
	return claim.ReadCents(decimal(b, buffer[:]))
}

// readKm reads a distance.
func readKm(b []byte) (claim.Km, bool) {
	var buffer [24]byte
	return claim.ReadKm(decimal(b, buffer[:]))
}

// readHour reads hhmm as the seconds of a day: 715 is 07:15, and 0 midnight. 07:15 is read as well.
func readHour(b []byte) (seconds int, ok bool) {
	if bytes.IndexByte(b, ':') >= 0 {
		return civil.ParseClock(b)
	}
	n, ok := readInt(b)
	if !ok || n > 2359 || n%100 > 59 {
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
