package report

import (
	"cmp"
	"slices"

	"vigie/rules"
	"vigie/rules/claim"
)

// view is the page as its template wants it: every list sorted and cut, every sentence said.
type view struct {
	*Reading
	*words
	most  lengths
	Found *Found

	Notice   *notice
	Sections []string
	Sentence string

	Files     cut[File]
	Registers cut[Register]
	Unread    cut[unreadLine]
	Set       cut[string]
	Absent    []string

	Asked, Open, Percent int64 // questions put to claims, without an answer, share of those with one
	active, blind        int64 // rules with anything in their scope, and of these those that decided nothing
	Lacks                cut[lack]
	MostLacking          int64
	Uneven, LessUneven   cut[ruleCover]
	Whole                int
	Idle, Unasked, Quiet []string
	Beyond               []string
	Items                []itemLine
	Rules                cut[ruleLine]
	MostItem, MostRule   claim.Cents
	Months               cut[monthLine]
	EarlierMonths        Sum
	MonthChart           chart
	Subjects             []subjectGroup
	Spreads              []chart
	Conduct              cut[conductCard]
	ConductSums          string
	Examples             cut[exampleCard]
	Aside                cut[asideLine]
}

// cut is the beginning of a list, and how many lines were left out.
type cut[T any] struct {
	Shown []T
	Left  int
}

func cutTo[T any](list []T, most int) cut[T] {
	most = min(most, len(list))
	return cut[T]{list[:most], len(list) - most}
}

// notice is what the page says before anything else.
type notice struct{ Title, Text string }

type unreadLine struct {
	Unread
	Count int64
}

type monthLine struct {
	Month Month
	Sum   Sum
}

func newView(w *words, read *Reading, found *Found, most lengths) *view {
	v := &view{Reading: read, words: w, most: most, Found: found}
	v.Sections = []string{"read", "open", "items", "rules", "months", "subjects", "spread", "conduct", "examples", "aside", "how"}
	v.reading()
	v.coverage()
	v.Notice = v.first()
	v.months()
	v.items()
	v.rules()
	v.subjects()
	v.Spreads = v.spreads()
	v.conduct()
	v.examples()
	v.aside()
	return v
}

// reading is what was read.
func (v *view) reading() {
	w, r := v.words, v.Reading
	v.Sentence = w.say("read.sentence", w.number(r.Read), w.number(r.Claims), w.number(r.Context), w.number(r.Cancelled), w.number(r.Rejected))
	if r.History != "" {
		v.Sentence += " " + w.say("read.history", w.number(r.Earlier), w.day(r.History), w.number(r.CancelledEarlier))
	}
	v.Files = cutTo(r.Files, v.most.files)
	v.Registers = cutTo(r.Registers, v.most.files)
	v.Set = cutTo(r.Set, v.most.files)
	var unread []unreadLine
	for at, n := range v.Found.Unread {
		unread = append(unread, unreadLine{at, n})
	}
	slices.SortFunc(unread, func(a, b unreadLine) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.File, b.File), cmp.Compare(a.Column, b.Column))
	})
	v.Unread = cutTo(unread, v.most.others)
}

// coverage is what could be judged, and what could not.
func (v *view) coverage() {
	asked := map[string]bool{}
	var uneven []ruleCover
	for i := range v.Found.Coverage {
		c := &v.Found.Coverage[i]
		r := v.coverOf(c)
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
		if s := v.Found.Rules[r.ID]; r.Decided > 0 && (s == nil || s.Standing()+s.Suppressed == 0) && v.Found.ConductSums[r.ID] == nil {
			v.Quiet = append(v.Quiet, r.ID)
		}
	}
	v.Percent = percentOf(v.Asked-v.Open, v.Asked)
	slices.SortStableFunc(uneven, func(a, b ruleCover) int {
		return cmp.Or(cmp.Compare(min(a.Decided, 1), min(b.Decided, 1)), cmp.Compare(b.Open, a.Open))
	})
	v.Uneven = cutTo(uneven, v.most.uneven)
	v.LessUneven = cutTo(uneven[len(v.Uneven.Shown):], v.most.rules)
	lacks, absent := v.lacks()
	v.Lacks, v.Absent = cutTo(lacks, v.most.lacks), absent
	for _, l := range lacks {
		v.MostLacking = max(v.MostLacking, l.Count)
	}
	for _, chapter := range rules.Outline {
		for _, r := range chapter.Rules {
			if !asked[r.ID] {
				v.Unasked = append(v.Unasked, r.ID)
			}
		}
		for _, o := range chapter.Beyond {
			v.Beyond = append(v.Beyond, v.words.say("beyond", o.ID, v.pick(beyond[o.ID], o.Reason)))
		}
	}
}

// pick is a text of the law's outline, which has the English.
func (v *view) pick(fr, en string) string {
	if v.words.lang == "fr" {
		return v.words.typeset(fr)
	}
	return v.words.typeset(en)
}

// first is what must be known before any number: that next to nothing stands behind it.
func (v *view) first() *notice {
	w, r := v.words, v.Reading
	switch {
	case r.Claims == 0:
		return &notice{w.say("notice.nothing"), w.say("notice.nothing.text")}
	case v.Percent < 75 || v.blind*4 >= v.active:
		return &notice{w.say("notice.little"), w.say("notice.little.text", w.number(v.Asked), w.number(v.Open), w.number(v.blind), w.number(v.active))}
	case r.Rejected*10 > r.Read:
		return &notice{w.say("notice.rejected"), w.say("notice.rejected.text", w.number(r.Rejected), w.number(r.Read))}
	}
	return nil
}

// months are those with findings that stand and those between them, the last ones where there are many.
func (v *view) months() {
	var with []Month
	for m, s := range v.Found.Months {
		if s.Standing() > 0 {
			with = append(with, m)
		}
	}
	if len(with) == 0 || v.most.months == 0 {
		return
	}
	last := slices.Max(with)
	first := last
	for _, m := range with {
		if last-m < Month(v.most.months) {
			first = min(first, m)
		}
	}
	for m := first; m <= last; m++ {
		line := monthLine{Month: m}
		if s := v.Found.Months[m]; s != nil {
			line.Sum = *s
		}
		v.Months.Shown = append(v.Months.Shown, line)
	}
	for _, m := range with {
		if m < first {
			v.Months.Left++
			v.EarlierMonths.join(v.Found.Months[m])
		}
	}
	v.MonthChart = monthChart(v.words, v.Months.Shown)
}

func (s *Sum) join(o *Sum) {
	s.Anomalies += o.Anomalies
	s.Reviews += o.Reviews
	s.Suppressed += o.Suppressed
	s.Claims += o.Claims
	s.Stake += o.Stake
	s.Doubtful += o.Doubtful
}

// stakeOrder puts the larger amount first, then more findings.
func stakeOrder(a, b *Sum) int {
	return cmp.Or(cmp.Compare(b.Stake, a.Stake), cmp.Compare(b.Standing(), a.Standing()))
}
