package report

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigie/rules"
	"vigie/rules/civil"
)

// Every text stands in both languages, with the same holes, and is used; and every text that is used stands.
func TestTexts(t *testing.T) {
	holes := regexp.MustCompile(`%(\[\d\])?s`)
	source := pageText
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "texts_") && !strings.HasSuffix(name, "_test.go") {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			source += regexp.MustCompile(`(?m)^\t"[a-z.]+":.*$`).ReplaceAllString(string(b), "")
		}
	}
	made := regexp.MustCompile(`^(subjects|kind|lack|stakes|detours|delays|crowd|understood|passed)\.`) // keys that are put together
	for key, pair := range texts {
		fr, en := pair[0], pair[1]
		if strings.TrimSpace(fr) == "" || strings.TrimSpace(en) == "" {
			t.Errorf("%s: got %q and %q; want both", key, fr, en)
		}
		count := func(s string) int { return len(holes.FindAllString(s, -1)) }
		if count(fr) != count(en) || strings.Count(fr, "|") != strings.Count(en, "|") {
			t.Errorf("%s: got other holes or forms in %q than in %q", key, en, fr)
		}
		if !made.MatchString(key) && !strings.Contains(source, `"`+key+`"`) && !slices.ContainsFunc(sections, func(s string) bool { return key == s+".title" }) {
			t.Errorf("%s: nothing says it", key)
		}
	}
	for _, s := range sections {
		if _, ok := texts[s+".title"]; !ok {
			t.Errorf("section %s has no title", s)
		}
	}
	for _, list := range [][][2]string{weekdays[:], months[:]} {
		for _, pair := range list {
			if pair[0] == "" || pair[1] == "" {
				t.Errorf("got %q; want both languages", pair)
			}
		}
	}
}

// The outline has the English of each item, and of each reason why something is out of reach; the French stands here.
func TestOutlineInFrench(t *testing.T) {
	known := 0
	for _, c := range rules.Outline {
		if items[string(c.Item)] == "" {
			t.Errorf("item %q has no French text", c.Item)
		}
		for _, o := range c.Beyond {
			known++
			if beyond[o.ID] == "" {
				t.Errorf("%s: no French reason why it is out of reach", o.ID)
			}
		}
	}
	if len(items) != len(rules.Outline) || len(beyond) != known {
		t.Errorf("got %d items and %d reasons; want %d and %d, those of the outline", len(items), len(beyond), len(rules.Outline), known)
	}
}

func TestNumbers(t *testing.T) {
	fr, en := locales["fr"], locales["en"]
	f := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
	f(fr.number(0), "0")
	f(fr.number(999), "999")
	f(fr.number(1000), "1\u202f000")
	f(fr.number(-1234567), "−1\u202f234\u202f567")
	f(en.number(1234567), "1,234,567")
	f(fr.euros(12_49), "12\u00a0€")
	f(fr.euros(12_50), "13\u00a0€")
	f(en.euros(123456_00), "€123,456")
	f(fr.exact(1234_05), "1\u202f234,05\u00a0€")
	f(en.exact(1234_05), "€1,234.05")
	f(fr.day("2026-03-01"), "01/03/2026")
	f(en.day(civil.Date(2026, 3, 1)), "2026-03-01")
	f(fr.dayOr(""), "–")
	f(fr.month(monthOf(civil.Date(2026, 8, 31))), "août 2026")
	f(fr.plural("key.flagged.under", 0), "0 signalement")
	f(en.plural("key.flagged.under", 0), "0 findings")
	f(fr.plural("key.flagged.under", 1), "1 signalement")
	f(fr.plural("key.flagged.under", 2), "2 signalements")
	f(fr.list([]string{"a", "b", "c"}, 2), "a, b et 1 autre")
	f(en.list([]string{"a", "b"}, 2), "a and b")
}

// What is missing is told in words that say what to supply.
func TestLacks(t *testing.T) {
	f := func(what, says, do string) {
		t.Helper()
		v := &view{locale: locales["en"], Reading: reading()}
		if _, gotSays, gotDo := v.describeMissing(what); gotSays != says || gotDo != do {
			t.Errorf("%s: got %q, %q; want %q, %q", what, gotSays, gotDo, says, do)
		}
	}
	f("taxi_cards", "no register taxi_cards", "the file registers/taxi_cards.csv")
	f("prescriptions", "register prescriptions: the claim’s key is not in it", "the rows that are missing in registers/prescriptions.csv")
	f("crew", "register crew: a local extract, silent on the claim’s key", "the whole register, registers/crew.csv")
	f("prescriptions.mode", "register prescriptions, column mode: absent or empty", "the column mode of registers/prescriptions.csv")
	f("care", "no file care", "the claims care*.csv of the same period")
	f("transport_forecast_rate", "parameter transport_forecast_rate without a value", "transport_forecast_rate in the file of --params")
	f("arrived_at", "column arrived_at of the claims: absent or empty", "the column arrived_at, filled")
	f("", "reason not recorded", "see coverage.parquet")
}

// Every need of a rule is one of the things that can be told: a column, a register or its column, claims, a parameter.
func TestNeedsAreTold(t *testing.T) {
	v := &view{locale: locales["fr"], Reading: &Reading{}}
	for _, r := range rules.All() {
		for _, need := range r.Needs {
			key, _, _ := v.describeMissing(need)
			name, _, dotted := strings.Cut(need, ".")
			if dotted != (key == "lack.cell") || !dotted && registers()[name] != (key == "lack.register") {
				t.Errorf("%s needs %s: got it told as %s", r.ID, need, key)
			}
		}
	}
}

// Little judged is the first thing said.
func TestFirst(t *testing.T) {
	f := func(want string, read *Reading, coverage ...rules.Coverage) {
		t.Helper()
		g := NewAggregator(testRun)
		for _, c := range coverage {
			g.AddCoverage(c)
		}
		got := ""
		if n := newView(locales["en"], read, g.Aggregates(), usualLimits).Notice; n != nil {
			got = n.Title
		}
		if got != want {
			t.Errorf("got %q; want %q", got, want)
		}
		page := write(t, read, g, "en")
		if at := strings.Index(page, `class="notice"`); want != "" && (at < 0 || at > strings.Index(page, `class="key"`)) {
			t.Errorf("%s: want it before the first number", want)
		}
	}
	const little = "Little could be judged."
	f("", reading(), coverage("2h-crew-size", 100, 0, ""))
	f("", reading(), coverage("2h-crew-size", 75, 25, "driver_id"))
	f(little, reading(), coverage("2h-crew-size", 74, 26, "driver_id"))
	f(little, reading(), coverage("2h-crew-size", 1000, 0, ""), coverage("2i-no-professional-card", 0, 5, "taxi_cards"))
	f(little, reading()) // no rule had anything to say
	f("No claim was examined.", &Reading{Read: 5, Context: 5})
	rejected := reading()
	rejected.Rejected = 200
	f("A large part of the records could not be read.", rejected, coverage("2h-crew-size", 100, 0, ""))
}
