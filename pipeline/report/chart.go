package report

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"vigie/rules/claim"
)

// Charts are SVG. Widths are percentages and heights pixels, so that a chart fits a page of any width and its letters keep their size.

// stakeBar is a horizontal bar in a table: the amount at stake on claims with an anomaly, then on the others. Readers of the page without
// pictures lose nothing, because the table has the numbers too.
func stakeBar(s Sum, most claim.Cents) template.HTML {
	return stackedBar(segment{"anomaly", int64(s.AnomalyStake())}, segment{"review", int64(s.ReviewStake)}, int64(most))
}

// missingBar is a bar of how often something was missing; empty where it would be too short to be seen.
func missingBar(n, most int64) template.HTML {
	if n < most/200 {
		return ""
	}
	return stackedBar(segment{"want", n}, segment{}, most)
}

// decidedBar is a bar of the questions that were decided, then of the open ones.
func decidedBar(decided, asked int64) template.HTML {
	return stackedBar(segment{"decided", decided}, segment{"open", asked - decided}, asked)
}

type segment struct {
	class string
	value int64
}

func stackedBar(first, second segment, whole int64) template.HTML {
	if whole <= 0 || first.value+second.value <= 0 {
		return ""
	}
	at, rects := 0.0, ""
	for _, p := range []segment{first, second} {
		if p.value > 0 {
			width := max(0.4, 100*float64(p.value)/float64(whole)) // wide enough to be seen
			rects += fmt.Sprintf(`<rect class="%s" x="%s%%" width="%s%%" height="9"/>`, p.class, decimals(at), decimals(width))
			at += width
		}
	}
	return template.HTML(`<svg class="bar" width="100%" height="9" aria-hidden="true">` + rects + `</svg>`)
}

// decimals writes a coordinate with at most two decimals.
func decimals(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
}

// chart is a column chart as the template draws it.
type chart struct {
	ID, Title, Desc, Note string
	Height                int
	Legend                bool
	Grid                  []gridLine
	Bars                  []rect
	Ticks                 []tick
}

type gridLine struct {
	Y     string
	Label string
}

type rect struct{ Class, X, W, Y, H, Tip string }

type tick struct {
	X, Anchor, Label string
	Y                int
}

// stack is a column of a chart: one or two values on top of each other, and the text shown for a pointer on it.
type stack struct {
	values [2]int64
	tip    string
}

func (c stack) sum() int64 { return c.values[0] + c.values[1] }

// Heights of a chart in pixels: above the highest column, of the columns, below them.
const (
	chartTop, chartField, chartFoot = 8, 150, 24
)

// newChart lays out columns of equal width. gap is the share of each column's slot that stays empty.
func newChart(loc *locale, id, title, note string, columns []stack, gap float64) chart {
	c := chart{ID: id, Title: title, Note: note, Height: chartTop + chartField + chartFoot}
	most := int64(1)
	for _, col := range columns {
		most = max(most, col.sum())
	}
	step := gridStep(most)
	top := (most + step - 1) / step * step
	height := func(n int64) float64 { return chartField * float64(n) / float64(top) }
	for n := int64(0); n <= top; n += step {
		c.Grid = append(c.Grid, gridLine{decimals(chartTop + chartField - height(n)), loc.number(n)})
	}
	slot := 100 / float64(len(columns))
	for i, col := range columns {
		from := float64(chartTop + chartField)
		for p, class := range [...]string{"anomaly", "review"} {
			h := height(col.values[p])
			if col.values[p] == 0 {
				continue
			}
			from -= h
			c.Bars = append(c.Bars, rect{class, decimals(slot * (float64(i) + gap/2)), decimals(slot * (1 - gap)), decimals(from), decimals(h), col.tip})
		}
	}
	return c
}

// gridStep is a round distance between grid lines that gives a chart two to five of them.
func gridStep(most int64) int64 {
	for step := int64(1); ; step *= 10 {
		for _, s := range []int64{step, 2 * step, 5 * step} {
			if most <= 4*s {
				return s
			}
		}
	}
}

// label writes a text below the chart, at a percentage of its width.
func (c *chart) label(at float64, text string) {
	anchor := "middle"
	switch {
	case at <= 1:
		anchor = "start"
	case at >= 99:
		anchor = "end"
	}
	c.Ticks = append(c.Ticks, tick{decimals(at), anchor, text, chartTop + chartField + 16})
}

// monthChart shows the findings month by month.
func monthChart(loc *locale, list []monthLine) chart {
	columns := make([]stack, len(list))
	highest := list[0]
	for i, m := range list {
		columns[i] = stack{[2]int64{m.Sum.Anomalies, m.Sum.Reviews}, loc.text("months.tip", loc.month(m.Month), loc.number(m.Sum.Anomalies), loc.number(m.Sum.Reviews))}
		if m.Sum.Standing() > highest.Sum.Standing() {
			highest = m
		}
	}
	c := newChart(loc, "by-month", loc.text("months.chart"), "", columns, 0.25)
	c.Legend = true
	c.Desc = loc.text("months.desc", loc.month(list[0].Month), loc.month(list[len(list)-1].Month), loc.number(highest.Sum.Standing()), loc.month(highest.Month))
	every := (len(list) + 4) / 5
	for i := 0; i < len(list); i += every {
		name := months[list[i].Month%12][loc.index] + " " + fmt.Sprintf("%02d", list[i].Month/12%100)
		c.label(100*(float64(i)+0.5)/float64(len(list)), name)
	}
	return c
}

// spark is a small chart of one rule's findings over the months shown.
type spark struct {
	Label string
	Width int
	Bars  []rect
}

const sparkHeight = 18

func newSpark(loc *locale, of map[Month]int64, list []monthLine) *spark {
	if len(list) < 3 {
		return nil
	}
	width := max(2, min(6, 120/len(list)))
	s := &spark{Width: width * len(list)}
	most := int64(0)
	for _, m := range list {
		most = max(most, of[m.Month])
	}
	for i, m := range list {
		if n := of[m.Month]; n > 0 {
			h := max(1, sparkHeight*float64(n)/float64(most))
			s.Bars = append(s.Bars, rect{X: strconv.Itoa(width * i), W: strconv.Itoa(width - 1), Y: decimals(sparkHeight - h), H: decimals(h)})
		}
	}
	s.Label = loc.text("spark", loc.month(list[0].Month), loc.month(list[len(list)-1].Month), loc.number(most))
	return s
}
