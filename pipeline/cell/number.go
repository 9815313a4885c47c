package cell

import (
	"bytes"

	"vigie/rules/claim"
)

// Number reads a number by its reader, with a comma for the decimal point where the comma does not stand between cells. A comma in a file
// whose cells it separates could be read in two ways.
func Number[N any](b []byte, comma bool, read func([]byte) (N, bool)) (n N, note Note, ok bool) {
	if n, ok = read(b); ok || !comma {
		return n, Plain, ok
	}
	at := bytes.IndexByte(b, ',')
	if at < 0 {
		return n, Plain, false
	}
	point := bytes.Clone(b)
	point[at] = '.'
	if n, ok = read(point); !ok {
		return n, Plain, false
	}
	return n, DecimalComma, true
}

// Flag reads a boolean: true, false, 1, 0, oui, non, vrai, faux, without regard to case; 1.0 and 0.0 too, which is what a column of booleans
// becomes in pandas where one is missing.
func Flag(b []byte) (claim.Flag, Note, bool) {
	if f, ok := claim.ReadFlag(b); ok {
		return f, Plain, true
	}
	lower := bytes.ToLower(b)
	switch string(lower) {
	case "vrai", "1.0":
		return claim.Yes, OtherWord, true
	case "faux", "0.0":
		return claim.No, OtherWord, true
	}
	if f, ok := claim.ReadFlag(lower); ok {
		return f, OtherWord, true
	}
	return 0, Plain, false
}
