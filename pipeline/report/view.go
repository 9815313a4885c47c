package report

import (
	"cmp"
	"slices"

	"vigie/rules"
	"vigie/rules/claim"
)

// view is the page as its template needs it: lists are sorted and cut, sentences are written.
type view struct {
	*Reading
	*locale
	limits     pageLimits
	Aggregates *Aggregates

	Notice   *notice
	Sections []string
	Sentence string

	Files      excerpt[File]
	Understood excerpt[Understood]
	PassedOver excerpt[PassedOver]
	Registers  excerpt[Register]
	Unread     excerpt[unreadLine]
	Set        excerpt[string]
	Absent     []string

	Asked, Open, Percent int64 // questions that rules were asked; those without an answer; percentage of those with one
	active, blind        int64 // rules with anything in their scope; those of them that decided nothing
	Missing              excerpt[missingInput]
	MostMissing          int64
	Uneven, LessUneven   excerpt[ruleCoverage]
	Whole                int
	Idle, Unasked, Quiet []string
	Beyond               []string
	Items                []itemLine
	Rules                excerpt[ruleLine]
	MostItem, MostRule   claim.Cents
	Months               excerpt[monthLine]
	EarlierMonths        Sum
	MonthChart           chart
	Subjects             []subjectGroup
	Distributions        []chart
	Conduct              excerpt[conductCard]
	ConductSums          string
	Examples             excerpt[exampleCard]
	SetAside             excerpt[setAsideLine]
}

// excerpt is the beginning of a list, and how many of its lines were left out.
type excerpt[T any] struct {
	Shown   []T
	Omitted int
}

func excerptOf[T any](list []T, limit int) excerpt[T] {
	limit = min(limit, len(list))
	return excerpt[T]{list[:limit], len(list) - limit}
}

// notice is a warning at the top of the page.
type notice struct{ Title, Text string }

type unreadLine struct {
	Unread
	Count int64
}

type monthLine struct {
	Month Month
	Sum   Sum
}

func newView(loc *locale, read *Reading, sums *Aggregates, limits pageLimits) *view {
	v := &view{Reading: read, locale: loc, limits: limits, Aggregates: sums}
	v.Sections = []string{"read", "open", "items", "rules", "months", "subjects", "spread", "conduct", "examples", "aside", "how"}
	v.reading()
	v.coverage()
	v.Notice = v.notice()
	v.months()
	v.items()
	v.rules()
	v.subjects()
	v.Distributions = v.distributions()
	v.conduct()
	v.examples()
	v.setAside()
	return v
}

// reading fills in what was read.
func (v *view) reading() {
	loc, r := v.locale, v.Reading
	v.Sentence = loc.text("read.sentence", loc.number(r.Read), loc.number(r.Claims), loc.number(r.Context), loc.number(r.Cancelled), loc.number(r.Rejected))
	if r.History != "" {
		v.Sentence += " " + loc.text("read.history", loc.number(r.Earlier), loc.day(r.History), loc.number(r.CancelledEarlier))
		if r.Withdrawn+r.Replaced+r.Resent > 0 {
			v.Sentence += " " + loc.text("read.withdrawn", loc.number(r.Withdrawn), loc.number(r.Replaced), loc.number(r.Resent))
		}
	}
	v.Files = excerptOf(r.Files, v.limits.files)
	v.Understood = excerptOf(r.Understood, v.limits.others)
	v.PassedOver = excerptOf(r.PassedOver, v.limits.files)
	v.Registers = excerptOf(r.Registers, v.limits.files)
	v.Set = excerptOf(r.Set, v.limits.files)
	var unread []unreadLine
	for at, n := range v.Aggregates.Unread {
		unread = append(unread, unreadLine{at, n})
	}
	slices.SortFunc(unread, func(a, b unreadLine) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.File, b.File), cmp.Compare(a.Column, b.Column))
	})
	v.Unread = excerptOf(unread, v.limits.others)
}

// coverage fills in what could be judged, and what could not.
func (v *view) coverage() {
	asked := map[string]bool{}
	var uneven []ruleCoverage
	for i := range v.Aggregates.Coverage {
		c := &v.Aggregates.Coverage[i]
		r := v.coverageOf(c)
		asked[r.ID] = true
		v.Asked += r.Asked
		v.Open += r.Open
		if r.Asked == 0 {
			v.Idle = append(v.Idle, r.ID)
			continue
		}
		v.active++
		if r.Decided == 0 {
			v.blind++
		}
		if r.Open > 0 {
			uneven = append(uneven, r)
		} else {
			v.Whole++
		}
		if s := v.Aggregates.Rules[r.ID]; r.Decided > 0 && (s == nil || s.Standing()+s.Suppressed == 0) && v.Aggregates.ConductSums[r.ID] == nil {
			v.Quiet = append(v.Quiet, r.ID)
		}
	}
	v.Percent = percentOf(v.Asked-v.Open, v.Asked)
	slices.SortStableFunc(uneven, func(a, b ruleCoverage) int {
		return cmp.Or(cmp.Compare(min(a.Decided, 1), min(b.Decided, 1)), cmp.Compare(b.Open, a.Open))
	})
	v.Uneven = excerptOf(uneven, v.limits.uneven)
	v.LessUneven = excerptOf(uneven[len(v.Uneven.Shown):], v.limits.rules)
	missing, absent := v.missingInputs()
	v.Missing, v.Absent = excerptOf(missing, v.limits.missing), absent
	for _, l := range missing {
		v.MostMissing = max(v.MostMissing, l.Count)
	}
	for _, chapter := range rules.Outline {
		for _, r := range chapter.Rules {
			if !asked[r.ID] {
				v.Unasked = append(v.Unasked, r.ID)
			}
		}
		for _, o := range chapter.Beyond {
			v.Beyond = append(v.Beyond, v.locale.text("beyond", o.ID, v.pick(beyond[o.ID], o.Reason)))
		}
	}
}

// pick is one of two texts, in the language of the page.
func (v *view) pick(fr, en string) string {
	if v.locale.lang == "fr" {
		return v.locale.typeset(fr)
	}
	return v.locale.typeset(en)
}

// notice warns, before any number, that little or nothing could be judged; nil where enough was.
func (v *view) notice() *notice {
	loc, r := v.locale, v.Reading
	switch {
	case r.Claims+r.Context+r.Cancelled+r.Rejected == 0:
		return &notice{loc.text("notice.empty"), loc.text("notice.empty.text")}
	case r.Claims == 0:
		return &notice{loc.text("notice.nothing"), loc.text("notice.nothing.text")}
	case v.Percent < 75 || v.blind*4 >= v.active:
		return &notice{loc.text("notice.little"), loc.text("notice.little.text", loc.number(v.Asked), loc.number(v.Open), loc.number(v.blind), loc.number(v.active))}
	case r.Rejected*10 > r.Read:
		return &notice{loc.text("notice.rejected"), loc.text("notice.rejected.text", loc.number(r.Rejected), loc.number(r.Read))}
	}
	return nil
}

// months fills in the months from the first with findings to the last; of many, the latest ones.
func (v *view) months() {
	var with []Month
	for m, s := range v.Aggregates.Months {
		if s.Standing() > 0 {
			with = append(with, m)
		}
	}
	if len(with) == 0 || v.limits.months == 0 {
		return
	}
	last := slices.Max(with)
	first := last
	for _, m := range with {
		if last-m < Month(v.limits.months) {
			first = min(first, m)
		}
	}
	for m := first; m <= last; m++ {
		line := monthLine{Month: m}
		if s := v.Aggregates.Months[m]; s != nil {
			line.Sum = *s
		}
		v.Months.Shown = append(v.Months.Shown, line)
	}
	for _, m := range with {
		if m < first {
			v.Months.Omitted++
			v.EarlierMonths.merge(v.Aggregates.Months[m])
		}
	}
	v.MonthChart = monthChart(v.locale, v.Months.Shown)
}

func (s *Sum) merge(o *Sum) {
	s.Anomalies += o.Anomalies
	s.Reviews += o.Reviews
	s.Suppressed += o.Suppressed
	s.Claims += o.Claims
	s.Stake += o.Stake
	s.ReviewStake += o.ReviewStake
}

// compareStakes puts larger amounts first, then more findings.
func compareStakes(a, b *Sum) int {
	return cmp.Or(cmp.Compare(b.Stake, a.Stake), cmp.Compare(b.Standing(), a.Standing()))
}
