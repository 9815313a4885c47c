// Package cell reads the cells of files as people have them: with null words, sentinel days, decimal commas, days in the French order. What
// one reading alone makes sense of is read, and how is noted (Note), so that it can be counted and told; what could be read in two ways is
// refused.
//
// Cells are bytes without blanks and tabs at their ends, as package tablefile gives them. Nothing is kept of a cell, and nothing is
// allocated for one that is written as the contract has it.
package cell

// Note is how a cell was understood that is not written as the contract has it.
type Note uint8

// The notes.
const (
	Plain        Note = iota // as the contract has it
	NullWord                 // a word such as NULL for an empty cell
	SentinelDay              // a day such as 1600-01-01 or 9999-12-31 for no day
	Placeholder              // an identifier such as 00000000 that names nobody
	DayFirst                 // a day as 03/04/2025
	Midnight                 // a day with midnight behind it
	DecimalComma             // a number as 12,5
	OtherWord                // a boolean in another case, or vrai and faux
	Cleaned                  // an identifier with blanks of other kinds, an apostrophe before it, or letters in another form of Unicode
	WholeFloat               // a whole number, or an identifier, as 12.0
	LostDigits               // an identifier as 1,85057E+12, whose digits are lost: it names nobody
	LostZero                 // a postcode of four digits, which had a zero before them
	LateArrival              // an arrival more than two days behind the departure, taken as unknown
	LostHour                 // an hour that cannot be read, and is not known
	TwelveHours              // an hour as 06:42 PM
	Notes                    // how many there are
)

var noteNames = [Notes]string{
	"plain", "null_word", "sentinel_day", "placeholder", "day_first", "midnight", "decimal_comma", "other_word", "cleaned",
	"whole_float", "lost_digits", "lost_zero", "late_arrival", "lost_hour", "twelve_hours",
}

// String is the note's name in the manifest.
func (n Note) String() string { return noteNames[n] }

// LongestNullWord is how many bytes the longest of them has.
const LongestNullWord = 4

// MayBeNull says whether a cell may be a null word, by its length and its first byte: of most cells one look says that they are none.
func MayBeNull(b []byte) bool {
	return len(b)-1 < LongestNullWord && len(b) > 0 && beginnings[b[0]]&beginsNullWord != 0
}

// IsNull says whether a cell is a null word, in any case.
func IsNull(b []byte) bool { return MayBeNull(b) && isNullWord(b) }

func isNullWord(b []byte) bool {
	var lower [LongestNullWord]byte
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	switch string(lower[:len(b)]) {
	case "null", `\n`, "na", "n/a", "#n/a", "nan", "none", "nil", ".":
		return true
	}
	return false
}

// What the first byte of a cell says of it.
const (
	beginsNullWord = 1 << iota
	beginsOddID    // a placeholder, an apostrophe, or any other character that is no letter or digit of ASCII
)

// beginnings are the bytes with which a cell begins that may have to be understood.
var beginnings = func() (of [256]uint8) {
	for _, c := range []byte(`Nn\#.`) {
		of[c] |= beginsNullWord
	}
	for _, c := range []byte(`09XxIiSs`) {
		of[c] |= beginsOddID
	}
	for c := range len(of) {
		if !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z') {
			of[c] |= beginsOddID
		}
	}
	return of
}()

// Shape is a cell with its digits as 9 and its letters as a, so that one can see what is wrong with it and not what it says. A long one is
// cut.
func Shape(b []byte) string {
	const most = 24
	var shape []byte
	for i, r := range string(b) {
		if len(shape) >= most {
			return string(shape) + "…"
		}
		switch {
		case r >= '0' && r <= '9':
			shape = append(shape, '9')
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= 0x80 && isLetter(r):
			shape = append(shape, 'a')
		case r < ' ' || r == 0x7f || r >= 0x80:
			shape = append(shape, '?')
		default:
			shape = append(shape, b[i])
		}
	}
	return string(shape)
}
