package report

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"vigie/rules/claim"
)

// Charts are laid out by hand in SVG. Widths are percentages and heights pixels, so that a chart fits any page without its
// letters growing or shrinking with it.

// bar is a horizontal bar in a table: the amount at stake on claims with an anomaly, then on the others. The numbers stand
// beside it: it says nothing of its own.
func bar(s Sum, most claim.Cents) template.HTML {
	return strip(part{"anomaly", int64(s.Sure())}, part{"review", int64(s.Doubtful)}, int64(most))
}

// want is a bar of how often something was missing; one that could not be seen is left out.
func want(n, most int64) template.HTML {
	if n < most/200 {
		return ""
	}
	return strip(part{"want", n}, part{}, most)
}

// share is a bar of what was decided of all that was asked.
func share(decided, asked int64) template.HTML {
	return strip(part{"decided", decided}, part{"open", asked - decided}, asked)
}

type part struct {
	class string
	value int64
}

func strip(first, second part, whole int64) template.HTML {
	if whole <= 0 || first.value+second.value <= 0 {
		return ""
	}
	at, rects := 0.0, ""
	for _, p := range []part{first, second} {
		if p.value > 0 {
			width := max(0.4, 100*float64(p.value)/float64(whole)) // what is there is seen
			rects += fmt.Sprintf(`<rect class="%s" x="%s%%" width="%s%%" height="9"/>`, p.class, decimals(at), decimals(width))
			at += width
		}
	}
	return template.HTML(`<svg class="bar" width="100%" height="9" aria-hidden="true">` + rects + `</svg>`)
}

// decimals writes a coordinate short, and the same on every machine.
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

// column is what a chart shows: one or two parts on top of each other.
type column struct {
	parts [2]int64
	tip   string
}

func (c column) whole() int64 { return c.parts[0] + c.parts[1] }

// Heights of a chart in pixels: above the highest column, of the columns, below them.
const (
	chartTop, chartField, chartFoot = 8, 150, 24
)

// newChart lays columns out. gap is the share of a column's room that stays empty.
func newChart(w *words, id, title, note string, columns []column, gap float64) chart {
	c := chart{ID: id, Title: title, Note: note, Height: chartTop + chartField + chartFoot}
	most := int64(1)
	for _, col := range columns {
		most = max(most, col.whole())
	}
	step := gridStep(most)
	top := (most + step - 1) / step * step
	height := func(n int64) float64 { return chartField * float64(n) / float64(top) }
	for n := int64(0); n <= top; n += step {
		c.Grid = append(c.Grid, gridLine{decimals(chartTop + chartField - height(n)), w.number(n)})
	}
	room := 100 / float64(len(columns))
	for i, col := range columns {
		from := float64(chartTop + chartField)
		for p, class := range [...]string{"anomaly", "review"} {
			h := height(col.parts[p])
			if col.parts[p] == 0 {
				continue
			}
			from -= h
			c.Bars = append(c.Bars, rect{class, decimals(room * (float64(i) + gap/2)), decimals(room * (1 - gap)), decimals(from), decimals(h), col.tip})
		}
	}
	return c
}

// gridStep is a round distance between the lines of a chart that has two to five of them.
func gridStep(most int64) int64 {
	for step := int64(1); ; step *= 10 {
		for _, s := range []int64{step, 2 * step, 5 * step} {
			if most <= 4*s {
				return s
			}
		}
	}
}

// label writes below the chart at a share of its width.
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
func monthChart(w *words, list []monthLine) chart {
	columns := make([]column, len(list))
	highest := list[0]
	for i, m := range list {
		columns[i] = column{[2]int64{m.Sum.Anomalies, m.Sum.Reviews}, w.say("months.tip", w.month(m.Month), w.number(m.Sum.Anomalies), w.number(m.Sum.Reviews))}
		if m.Sum.Standing() > highest.Sum.Standing() {
			highest = m
		}
	}
	c := newChart(w, "by-month", w.say("months.chart"), "", columns, 0.25)
	c.Legend = true
	c.Desc = w.say("months.desc", w.month(list[0].Month), w.month(list[len(list)-1].Month), w.number(highest.Sum.Standing()), w.month(highest.Month))
	every := (len(list) + 4) / 5
	for i := 0; i < len(list); i += every {
		name := months[list[i].Month%12][w.place] + " " + fmt.Sprintf("%02d", list[i].Month/12%100)
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

func newSpark(w *words, of map[Month]int64, list []monthLine) *spark {
	if len(list) < 3 {
		return nil
	}
	each := max(2, min(6, 120/len(list)))
	s := &spark{Width: each * len(list)}
	most := int64(0)
	for _, m := range list {
		most = max(most, of[m.Month])
	}
	for i, m := range list {
		if n := of[m.Month]; n > 0 {
			h := max(1, sparkHeight*float64(n)/float64(most))
			s.Bars = append(s.Bars, rect{X: strconv.Itoa(each * i), W: strconv.Itoa(each - 1), Y: decimals(sparkHeight - h), H: decimals(h)})
		}
	}
	s.Label = w.say("spark", w.month(list[0].Month), w.month(list[len(list)-1].Month), w.number(most))
	return s
}
