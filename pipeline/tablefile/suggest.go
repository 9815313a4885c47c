package tablefile

import (
	"fmt"
	"strings"
)

// Suggestion is a column of a file that nobody knows, and the one of the contract that it may be.
type Suggestion struct{ Name, Meant string }

// mostEdits is how many letters of a name may be wrong for it to be close to another, and no more than a quarter of them:
// region is not reason.
const mostEdits = 2

// Suggest finds the unknown names that are close to one that the file lacks: operater_id, CLAIMID. Of several the closest is meant.
func Suggest(missing, unknown []string) []Suggestion {
	var suggestions []Suggestion
	for _, name := range unknown {
		meant, fewest := "", min(mostEdits, len(name)/4)+1
		for _, other := range missing {
			if n := edits(strings.ToLower(name), strings.ToLower(other), fewest); n < fewest {
				meant, fewest = other, n
			}
		}
		if meant != "" {
			suggestions = append(suggestions, Suggestion{name, meant})
		}
	}
	return suggestions
}

// edits counts how many letters must be put in, left out or changed to make one text of another; enough where it is that many or more.
func edits(a, b string, enough int) int {
	if len(a)-len(b) >= enough || len(b)-len(a) >= enough {
		return enough
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], enough)
}

// describeSuggestions says what the unknown columns may be; empty for none.
func describeSuggestions(missing, unknown []string) string {
	const most = 8
	var parts []string
	for _, s := range Suggest(missing, unknown) {
		if len(parts) < most {
			parts = append(parts, fmt.Sprintf("%q may be %s", s.Name, s.Meant))
		}
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
