package report

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"unicode"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// locale is a language of the page, with its texts and its forms of numbers, amounts and days.
type locale struct {
	lang  string
	index int // of the language in a pair of texts
}

var locales = map[string]*locale{"fr": {"fr", 0}, "en": {"en", 1}}

// text is the text of a key, with its placeholders replaced by values in order. An unknown key is a mistake in this package.
func (loc *locale) text(key string, values ...any) string {
	pair, ok := texts[key]
	if !ok {
		panic("no text " + key)
	}
	text := loc.typeset(pair[loc.index])
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// typeset replaces typewriter apostrophes, and puts no-break spaces before the French marks that want one.
func (loc *locale) typeset(text string) string {
	text = strings.ReplaceAll(text, "'", "’")
	if loc.lang == "fr" {
		text = strings.NewReplacer(" :", blank+":", " ;", thinBlank+";", "« ", "«"+blank, " »", blank+"»").Replace(text)
	}
	return text
}

// plural is the text of a key for a number of things. A text with a bar has the singular before it and the plural behind it; French takes
// the singular for 0 too.
func (loc *locale) plural(key string, n int64) string {
	one, many, ok := strings.Cut(loc.text(key), "|")
	if !ok || n == 1 || n == 0 && loc.lang == "fr" {
		many = one
	}
	return fmt.Sprintf(many, loc.number(n))
}

// No-break spaces of French typography.
const (
	thinBlank = "\u202f"
	blank     = "\u00a0"
)

// number writes a whole number with separators of thousands.
func (loc *locale) number(n int64) string {
	digits, sign, gap := strconv.FormatInt(n, 10), "", thinBlank
	if n < 0 {
		digits, sign = digits[1:], "−"
	}
	if loc.lang == "en" {
		gap = ","
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + gap + digits[at:]
	}
	return sign + digits
}

// euros writes an amount in whole euros, rounded half up.
func (loc *locale) euros(c claim.Cents) string { return loc.money(loc.number((int64(c) + 50) / 100)) }

// exact writes an amount with its cents.
func (loc *locale) exact(c claim.Cents) string {
	s := loc.number(int64(c / 100))
	_, cents, _ := strings.Cut(c.String(), ".")
	if loc.lang == "en" {
		return loc.money(s + "." + cents)
	}
	return loc.money(s + "," + cents)
}

func (loc *locale) money(s string) string {
	if loc.lang == "en" {
		return "€" + s
	}
	return s + blank + "€"
}

func (loc *locale) percent(n int64) string {
	if loc.lang == "en" {
		return strconv.FormatInt(n, 10) + "%"
	}
	return strconv.FormatInt(n, 10) + blank + "%"
}

// day writes a civil.Day, or a day written as 2026-03-01; empty where there is none.
func (loc *locale) day(of any) string {
	var s string
	switch d := of.(type) {
	case civil.Day:
		s = d.String()
	case string:
		s = sanitize(d, 10)
	}
	if loc.lang == "fr" && len(s) == len("2026-03-01") {
		return s[8:] + "/" + s[5:7] + "/" + s[:4]
	}
	return s
}

// dayOr writes a day, and a dash where there is none.
func (loc *locale) dayOr(of any) string {
	if s := loc.day(of); s != "" {
		return s
	}
	return loc.text("none")
}

func (loc *locale) month(m Month) string {
	return months[m%12][loc.index] + " " + strconv.Itoa(int(m/12))
}

// list writes names with commas and an "and", up to a number of them, and how many more there are.
func (loc *locale) list(names []string, limit int) string {
	var shown []string
	for _, name := range names[:min(len(names), limit)] {
		shown = append(shown, sanitize(name, maxName))
	}
	if left := len(names) - len(shown); left > 0 {
		shown = append(shown, loc.plural("more", int64(left)))
	}
	if len(shown) < 2 {
		return strings.Join(shown, "")
	}
	return strings.Join(shown[:len(shown)-1], ", ") + loc.text("and") + shown[len(shown)-1]
}

// Limits on texts from files.
const (
	maxName = 80  // letters of a name
	maxList = 120 // names in a sentence
)

// sanitize makes a text from a file safe to show: one line, no characters that change the direction of the text around it, and no more
// letters than the limit.
func sanitize(s string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n == limit {
			b.WriteRune('…')
			break
		}
		if r != ' ' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || unicode.Is(unicode.Co, r)) {
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// funcs are the functions of the template.
func (loc *locale) funcs() template.FuncMap {
	return template.FuncMap{
		"t": loc.text, "tn": func(key string, n any) string { return loc.plural(key, toInt64(n)) },
		"n": func(n any) string { return loc.number(toInt64(n)) }, "eur": loc.euros, "exact": loc.exact, "pct": loc.percent,
		"day": loc.day, "dayOr": loc.dayOr, "month": loc.month,
		"list":     func(names []string) string { return loc.list(names, maxList) },
		"s":        func(s string) string { return sanitize(s, maxName) },
		"stakeBar": stakeBar, "decidedBar": decidedBar, "missingBar": missingBar,
	}
}

func toInt64(n any) int64 {
	switch n := n.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	}
	panic("no whole number")
}
