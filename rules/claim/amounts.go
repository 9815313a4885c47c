package claim

import (
	"math/bits"
	"strconv"
)

// Cents is an amount of money in euro cents.
type Cents int64

// String is the amount in euros, "12.30".
func (c Cents) String() string { return decimal(int64(c), 2) }

// Share is parts/whole of the amount, rounded half up. An amount of zero or less has no share.
func (c Cents) Share(parts, whole int64) Cents {
	if c <= 0 || parts <= 0 || whole <= 0 {
		return 0
	}
	if parts >= whole {
		return c
	}
	high, low := bits.Mul64(uint64(c), uint64(parts))
	low, carry := bits.Add64(low, uint64(whole)/2, 0)
	share, _ := bits.Div64(high+carry, low, uint64(whole))
	return Cents(share)
}

// maxCents is the first amount that decimal(12,2), the type of amounts in the findings, cannot hold.
const maxCents = 1_000_000_000_000

// ReadCents reads euros with at most two decimals, less than ten thousand million either way.
func ReadCents(b []byte) (Cents, bool) {
	n, ok := fixedPoint(b, 2)
	return Cents(n), ok && -maxCents < n && n < maxCents
}

// Km is a distance in tenths of a kilometre, one way with the patient on board.
type Km int32

// String is the distance in kilometres, "12.3", without a decimal where it is whole.
func (k Km) String() string {
	if k%10 == 0 {
		return strconv.Itoa(int(k / 10))
	}
	return decimal(int64(k), 1)
}

// ReadKm reads kilometres with at most one decimal, never negative.
func ReadKm(b []byte) (Km, bool) {
	n, ok := fixedPoint(b, 1)
	return Km(n), ok && n >= 0 && n <= 1<<30
}

func decimal(n int64, places int) string {
	b := strconv.AppendInt(nil, n, 10)
	sign := 0
	if n < 0 {
		sign = 1
	}
	for len(b)-sign <= places {
		b = append(b[:sign], append([]byte{'0'}, b[sign:]...)...)
	}
	return string(b[:len(b)-places]) + "." + string(b[len(b)-places:])
}

// fixedPoint reads an optional sign, digits and at most the given number of decimals, as a whole number of the smallest unit.
func fixedPoint(b []byte, places int) (int64, bool) {
	negative := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 15 {
		return 0, false
	}
	var n int64
	decimals, point, digits := 0, false, 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
			digits++
			if point {
				decimals++
			}
		case c == '.' && !point:
			point = true
		default:
			return 0, false
		}
	}
	if digits == 0 || point && decimals == 0 {
		return 0, false
	}
	// Further decimals are allowed where they are zeros.
	for ; decimals > places && n%10 == 0; decimals-- {
		n /= 10
	}
	if decimals > places {
		return 0, false
	}
	for ; decimals < places; decimals++ {
		n *= 10
	}
	if negative {
		n = -n
	}
	return n, true
}
