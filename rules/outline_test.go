package rules

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigie/rules/law"
)

// statute is the list of the 20 items of article R147-8 in order, and the empty item for rules on other bases.
var statute = []law.Item{
	"1° a", "1° b", "2° a", "2° b", "2° c", "2° d", "2° e", "2° f", "2° g", "2° h", "2° i", "2° j", "3°",
	"4° a", "4° b", "4° c", "4° d", "4° e", "5°", "6°", "",
}

func TestOutlineIsTheArticle(t *testing.T) {
	var items []law.Item
	for _, c := range Outline {
		items = append(items, c.Item)
		if c.Text == "" {
			t.Errorf("%q: want what the item forbids", c.Item)
		}
		if len(c.Rules) == 0 && len(c.Beyond) == 0 && c.Item != "" {
			t.Errorf("%s: want rules, or the written reason why there are none", c.Item)
		}
		for _, o := range c.Beyond {
			if o.ID == "" || len(o.Reason) < 10 || !strings.HasPrefix(o.ID, stemOf(c.Item)) {
				t.Errorf("%s: got %q out of reach for %q; want its id and a reason", c.Item, o.ID, o.Reason)
			}
		}
		for _, r := range c.Rules {
			if r.Item != c.Item && r.Item != "" {
				t.Errorf("%s stands under %s and says %s", r.ID, c.Item, r.Item)
			}
			if !strings.HasPrefix(r.ID, stemOf(c.Item)) {
				t.Errorf("%s stands under %s; want an id that begins with %s", r.ID, c.Item, stemOf(c.Item))
			}
		}
	}
	if !slices.Equal(items, statute) {
		t.Errorf("got the items %q; want %q", items, statute)
	}
}

// stemOf is how ids of an item begin: 2g for 2° g, 3 for 3°.
func stemOf(i law.Item) string { return strings.NewReplacer("°", "", " ", "").Replace(string(i)) }

// catalogue lists all ids ever given, in the order of the outline. An id is never given to another rule.
var catalogue = strings.Fields(`
1a-after-death 1a-duplicate-claim 1a-patient-in-two-places 1a-vehicle-in-two-places 1a-crew-in-two-vehicles
1a-during-full-stay 1a-no-care-at-destination 1a-no-care-at-origin 1a-implausible-speed 1a-vehicle-day-overload 1a-patient-day-overload 1a-more-vehicles-than-fleet
1a-prescription-reused 1b-card-opposed 1b-card-in-two-places 1b-card-read-during-stay
2a-care-in-facility-missions 2a-care-disability-no-agreement 2a-care-agreement-refused 2a-agreement-channel 2a-prescriber-under-agreement
2a-transport-without-licence 2a-taxi-without-convention 2a-taxi-outside-annex 2a-taxi-driving-attestation 2a-prescriber-not-registered 2a-reason-not-covered
2a-ald-without-protocol 2a-hospitalisation-not-met 2a-camsp-not-met 2a-series-not-met 2a-long-distance-not-met 2a-leave-transport 2a-maternity-lodging
2b-unmarked-non-reimbursable 2c-pharmacist-not-named 2d-dearer-pack 2e-work-accident-without-file 2f-outside-ald-protocol
2g-mode-above-prescription 2g-mode-below-prescription 2g-no-prescription 2g-prescription-after-trip 2g-prescription-expired
2g-prescription-incomplete 2g-km-above-route 2g-nearest-structure 2g-long-distance-no-agreement 2g-series-no-agreement
2g-camsp-no-agreement 2g-plane-boat-no-agreement 2g-agreement-refused 2g-before-tacit-agreement 2g-outside-agreement
2g-escort-fare 2g-tariff-codes 2g-taxi-price 2g-urgent-not-by-ambulance 2g-invoice-incomplete
2h-crew-size 2h-crew-qualification 2h-driving-attestation 2h-first-aid-certificate 2h-vehicle-category 2h-vsl-overloaded 2h-ambulance-two-patients
2i-no-parking-licence 2i-parking-licence-expired 2i-no-professional-card
3-request-unanswered 4a-sent-late 4b-unmarked-not-covered 4c-accident-sheet-missing 4d-no-medical-grounds 5-above-peers
6-target-missed shared-without-abatement shared-code-alone shared-refused-third-party shared-detour shared-incompatible hospital-pays
r322-11-yearly-balance l162-1-15-above-mean
`)

func TestIDs(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	seen := map[string]bool{}
	for _, r := range All() {
		if seen[r.ID] || !kebab.MatchString(r.ID) || !slices.Contains(catalogue, r.ID) {
			t.Errorf("got the id %q; want one of the catalogue, once", r.ID)
		}
		seen[r.ID] = true
	}
	if seen["cheaper-mode-possible"] {
		t.Error("cheaper-mode-possible must not exist: L322-5 no longer says so since 2019-01-25")
	}
}

// A rule has its file, its fixture and its line in the outline, and there is no file without a rule.
func TestFilesAndFixtures(t *testing.T) {
	stems := map[string]bool{}
	for _, r := range All() {
		stem := strings.ReplaceAll(r.ID, "-", "_")
		stems[stem] = true
		for _, path := range []string{stem + ".go", "../fixtures/rules/" + stem + ".txtar"} {
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		}
		if reserved(stem) {
			t.Errorf("%s.go: Go builds such a file for one system or processor only, or for tests", stem)
		}
	}
	orphan := func(pattern, suffix string) {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if stem := strings.TrimSuffix(filepath.Base(file), suffix); !stems[stem] {
				t.Errorf("%s belongs to no rule of the outline", file)
			}
		}
	}
	orphan("[0-9]*.go", ".go")
	orphan("shared_*.go", ".go")
	orphan("hospital_*.go", ".go")
	orphan("r322_*.go", ".go")
	orphan("l162_*.go", ".go")
	orphan("../fixtures/rules/*", ".txtar")
}

// reserved says whether a stem ends in what Go takes for an operating system, a processor or a test.
func reserved(stem string) bool {
	last := stem[strings.LastIndex(stem, "_")+1:]
	return slices.Contains(strings.Fields(`
		test aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows
		zos unix 386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc
		ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm`), last)
}

// Adding a rule touches three places. No other file of the rules names its value, and no file of the program its id.
func TestThreePlaces(t *testing.T) {
	sources := map[string]string{}
	for _, pattern := range []string{"*.go", "*/*.go", "../pipeline/*.go", "../pipeline/*/*.go", "../cmd/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources[file] = string(text)
		}
	}
	for _, r := range All() {
		own := strings.ReplaceAll(r.ID, "-", "_") + ".go"
		declared := regexp.MustCompile(`(?m)^var (\w+) = Rule\{`).FindStringSubmatch(sources[own])
		if declared == nil {
			t.Errorf("%s: want one rule declared", own)
			continue
		}
		value := regexp.MustCompile(`\b` + declared[1] + `\b`)
		for file, text := range sources {
			if file == own {
				continue
			}
			if strings.Contains(text, `"`+r.ID+`"`) {
				t.Errorf("%s names %s; want the id in %s only", file, r.ID, own)
			}
			if file != "outline.go" && !strings.Contains(file, "/") && value.MatchString(withoutComments(text)) {
				t.Errorf("%s names %s; want it in %s and outline.go only", file, declared[1], own)
			}
		}
	}
}

func withoutComments(text string) string {
	return regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(text, "")
}

func TestTexts(t *testing.T) {
	loaded := regexp.MustCompile(`(?i)fraud|penalt|pénalit|coupable|guilty`)
	hole := regexp.MustCompile(`\{([^{}]*)\}`)
	parameters := law.Defaults()
	for _, r := range All() {
		names, read := map[string]bool{}, map[string]bool{}
		for _, f := range r.Shows {
			if read[f.Name+" "+f.Source] || f.Name == "" || f.Source == "" || f.Read == nil {
				t.Errorf("%s: fact %q stands twice for one source, or lacks it", r.ID, f.Name)
			}
			names[f.Name], read[f.Name+" "+f.Source] = true, true
		}
		for _, h := range r.Thresholds {
			names[parameters.Definition(h).Name] = true
		}
		if r.About != nil {
			for _, found := range r.About.Finds {
				names[found] = true
			}
		}
		texts := []string{r.FR, r.EN}
		if a := r.Across; a != nil {
			for _, found := range a.Finds {
				names[found] = true
			}
			if a.FR != "" || a.EN != "" {
				texts = append(texts, a.FR, a.EN)
			}
		}
		for _, text := range texts {
			if len(text) < 10 || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: got the sentence %q; want one in French and one in English", r.ID, text)
			}
			for _, found := range hole.FindAllStringSubmatch(text, -1) {
				if !names[found[1]] {
					t.Errorf("%s: {%s} names no fact and no threshold of the rule", r.ID, found[1])
				}
			}
			if strings.ContainsAny(hole.ReplaceAllString(text, ""), "{}") {
				t.Errorf("%s: a brace stands alone in %q", r.ID, text)
			}
		}
		for _, text := range append(texts, r.Tests, r.Over, r.Under) {
			if word := loaded.FindString(text); word != "" {
				t.Errorf("%s: got %q in %q; want words that describe data", r.ID, word, text)
			}
		}
		if r.FR == r.EN {
			t.Errorf("%s: the French and the English sentence are the same", r.ID)
		}
	}
}

func TestRulesAreWhole(t *testing.T) {
	for _, r := range All() {
		if a := r.Across; a != nil && (a.Enter == nil || a.Judge == nil || len(a.Finds) == 0 && !a.Excuses) {
			t.Errorf("%s: want who takes part, a judgement and the facts that it shows", r.ID)
		}
		if claims := r.Test != nil || r.Across != nil; claims == (r.About != nil) {
			t.Errorf("%s: want a rule of claims or one about subjects", r.ID)
		}
		if a := r.About; a != nil && (a.Judge == nil || len(a.Finds) == 0 || len(r.Shows) > 0 || r.Repeats != byItself) {
			t.Errorf("%s: want a judgement and the facts that it shows, and no fact of a claim", r.ID)
		}
		if strings.ContainsRune(r.Tests, '{') {
			t.Errorf("%s: got a placeholder in Tests, which nothing fills; want the name of the threshold in words", r.ID)
		}
		if r.Tests == "" || r.Over == "" || r.Under == "" {
			t.Errorf("%s: want a test and what it tests, over-reports and under-reports", r.ID)
		}
		if len(r.Cites) == 0 && r.Item == "" {
			t.Errorf("%s: want a citation, or an item of R147-8", r.ID)
		}
		if len(r.Needs) == 0 || len(slices.Compact(slices.Sorted(slices.Values(r.Needs)))) != len(r.Needs) {
			t.Errorf("%s: got the needs %q; want some, each once", r.ID, r.Needs)
		}
		if claims := r.Scope.Care || r.Scope.services != 0; claims == (r.About != nil) {
			t.Errorf("%s: speaks of claims: %t; want that of every rule but those about subjects", r.ID, claims)
		}
		if !r.InForce.From.Known() || !r.InForce.To.Known() || r.InForce.To < r.InForce.From {
			t.Errorf("%s: in force from %d to %d; want a period", r.ID, r.InForce.From, r.InForce.To)
		}
		if len(r.Unless) > 8 {
			t.Errorf("%s: %d exceptions; a Ruling has room for 8", r.ID, len(r.Unless))
		}
		cites := slices.Clone(r.Cites)
		for _, e := range r.Unless {
			if e.Name == "" || e.Holds == nil && r.Across == nil {
				t.Errorf("%s: an exception has no name or no test", r.ID)
			}
			cites = append(cites, e.Cite)
		}
		for _, ref := range cites {
			if ref.Name == "" || ref.Source == "" || !ref.Checked.Known() {
				t.Errorf("%s: citation %q lacks its source or the day it was checked", r.ID, ref.Name)
			}
		}
	}
}
