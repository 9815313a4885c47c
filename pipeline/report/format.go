package report

import (
	"html/template"
	"strconv"
	"strings"
	"unicode"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Blanks of French typography that no line breaks at.
const (
	thinBlank = "\u202f"
	blank     = "\u00a0"
)

// number writes a whole number with its thousands apart.
func (w *words) number(n int64) string {
	digits, sign, gap := strconv.FormatInt(n, 10), "", thinBlank
	if n < 0 {
		digits, sign = digits[1:], "−"
	}
	if w.lang == "en" {
		gap = ","
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + gap + digits[at:]
	}
	return sign + digits
}

// euros writes an amount to the euro, rounded half up.
func (w *words) euros(c claim.Cents) string { return w.money(w.number((int64(c) + 50) / 100)) }

// exact writes an amount to the cent.
func (w *words) exact(c claim.Cents) string {
	s := w.number(int64(c / 100))
	_, cents, _ := strings.Cut(c.String(), ".")
	if w.lang == "en" {
		return w.money(s + "." + cents)
	}
	return w.money(s + "," + cents)
}

func (w *words) money(s string) string {
	if w.lang == "en" {
		return "€" + s
	}
	return s + blank + "€"
}

func (w *words) percent(n int64) string {
	if w.lang == "en" {
		return strconv.FormatInt(n, 10) + "%"
	}
	return strconv.FormatInt(n, 10) + blank + "%"
}

// day writes a day, given as such or as 2026-03-01; nothing for none.
func (w *words) day(of any) string {
	var s string
	switch d := of.(type) {
	case civil.Day:
		s = d.String()
	case string:
		s = tidy(d, 10)
	}
	if w.lang == "fr" && len(s) == len("2026-03-01") {
		return s[8:] + "/" + s[5:7] + "/" + s[:4]
	}
	return s
}

// dayOr writes a day, and a dash where there is none.
func (w *words) dayOr(of any) string {
	if s := w.day(of); s != "" {
		return s
	}
	return w.say("none")
}

func (w *words) month(m Month) string {
	return months[m%12][w.place] + " " + strconv.Itoa(int(m/12))
}

// list writes a list of names as a sentence does, at most so many of them.
func (w *words) list(names []string, most int) string {
	var shown []string
	for _, name := range names[:min(len(names), most)] {
		shown = append(shown, tidy(name, mostName))
	}
	if left := len(names) - len(shown); left > 0 {
		shown = append(shown, w.count("more", int64(left)))
	}
	if len(shown) < 2 {
		return strings.Join(shown, "")
	}
	return strings.Join(shown[:len(shown)-1], ", ") + w.say("and") + shown[len(shown)-1]
}

// Texts from files are shown up to these many letters.
const (
	mostName = 80
	mostList = 120 // names in a sentence
)

// tidy makes a text from a file fit to be shown: in one line, without what turns the direction of writing around it, and
// cut where it is long.
func tidy(s string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n == most {
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

func (w *words) funcs() template.FuncMap {
	return template.FuncMap{
		"t": w.say, "tn": func(key string, n any) string { return w.count(key, whole(n)) },
		"n": func(n any) string { return w.number(whole(n)) }, "eur": w.euros, "exact": w.exact, "pct": w.percent,
		"day": w.day, "dayOr": w.dayOr, "month": w.month,
		"list": func(names []string) string { return w.list(names, mostList) },
		"s":    func(s string) string { return tidy(s, mostName) },
		"bar":  bar, "share": share, "want": want,
	}
}

func whole(n any) int64 {
	switch n := n.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	}
	panic("no whole number")
}
