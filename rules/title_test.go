package rules

import (
	"maps"
	"slices"
	"testing"
	"unicode/utf8"
)

// Every rule has a title in both languages, short enough for a table, and no two rules share one.
func TestTitles(t *testing.T) {
	const longest = 45
	left := maps.Clone(titles)
	seen := map[string]string{}
	for _, r := range All() {
		title := r.Title()
		delete(left, r.ID)
		for language, text := range map[string]string{"fr": title.FR, "en": title.EN} {
			if n := utf8.RuneCountInString(text); n < 5 || n > longest {
				t.Errorf("%s: got the title %q of %d characters; want 5 to %d", r.ID, text, n, longest)
			}
			if other, twice := seen[language+text]; twice {
				t.Errorf("%s: got the title %q, which is that of %s", r.ID, text, other)
			}
			seen[language+text] = r.ID
		}
	}
	if len(left) > 0 {
		t.Errorf("got titles of %q, which are no rules", slices.Sorted(maps.Keys(left)))
	}
}
