package rules

import (
	"testing"
	"unicode/utf8"
)

// Every rule has a title in both languages, short enough for a table, and no two rules share one.
func TestTitles(t *testing.T) {
	const longest = 45
	seen := map[string]string{}
	for _, r := range All() {
		for language, text := range map[string]string{"fr": r.Title.FR, "en": r.Title.EN} {
			if n := utf8.RuneCountInString(text); n < 5 || n > longest {
				t.Errorf("%s: got the title %q of %d characters; want 5 to %d", r.ID, text, n, longest)
			}
			if other, twice := seen[language+text]; twice {
				t.Errorf("%s: got the title %q, which is that of %s", r.ID, text, other)
			}
			seen[language+text] = r.ID
		}
	}
}
