package cell

// Tools that take a column for numbers write them anew: an identifier or a count in a column with empty cells as 12.0, one of many digits as
// 1,85057E+12, a postcode without its zero. What is read here is what has one reading alone.

// Whole takes the fraction of zeros from a whole number: 2.0 is 2. Any other cell stays what it is.
func Whole(b []byte) ([]byte, Note) {
	n := len(b)
	if n < 3 || b[n-1] != '0' {
		return b, Plain
	}
	point := n - 2
	for point > 0 && b[point] == '0' {
		point--
	}
	if point == 0 || b[point] != '.' && b[point] != ',' || !isDigits(b[:point]) {
		return b, Plain
	}
	return b[:point], WholeFloat
}

// LosesDigits says whether an identifier is a number in the form 1.85057E+12, in which a spreadsheet shows one of many digits. The digits that
// are not shown are lost, and many identifiers share those that are.
func LosesDigits(b []byte) bool {
	n := len(b)
	if n < 5 || b[n-3] != '+' || b[n-4] != 'E' && b[n-4] != 'e' || !isDigits(b[n-2:]) {
		return false
	}
	mantissa := b[:n-4]
	return isDigits(mantissa[:1]) && (len(mantissa) == 1 || len(mantissa) > 2 && (mantissa[1] == '.' || mantissa[1] == ',') && isDigits(mantissa[2:]))
}

// Postcode reads a postcode: five digits or letters. One of four digits had a zero before them, since a postcode has five; one that a tool
// took for a number with a fraction has none.
func Postcode(b []byte) (code []byte, note Note, ok bool) {
	code, note = b, Plain
	if len(b) > 5 {
		code, note = Whole(b)
	}
	if len(code) == 4 && isDigits(code) && code[0] != '0' {
		return append([]byte{'0'}, code...), LostZero, true
	}
	if len(code) != 5 {
		return b, Plain, false
	}
	for _, c := range code {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return b, Plain, false
		}
	}
	return code, note, true
}

// isDigits says whether a text is digits alone, at least one.
func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}
