package judge

import (
	"maps"
	"slices"
	"time"

	"vigie/rules/civil"
)

// The days on which claims usually are: three of every claim are counted, and a list is cheaper than a map.
var usualDays, afterUsualDays = civil.Date(2000, time.January, 1), civil.Date(2050, time.January, 1)

// dayCounts counts cells by day. The zero value is ready.
type dayCounts struct {
	usual []int64             // by days since the first of the usual ones; nil for none
	other map[civil.Day]int64 // of days before and behind
}

func (c *dayCounts) add(d civil.Day, cells int64) {
	switch {
	case d < usualDays || d >= afterUsualDays:
		if c.other == nil {
			c.other = map[civil.Day]int64{}
		}
		c.other[d] += cells
	default:
		if c.usual == nil {
			c.usual = make([]int64, afterUsualDays-usualDays)
		}
		c.usual[d-usualDays] += cells
	}
}

func (c *dayCounts) of(d civil.Day) int64 {
	if d < usualDays || d >= afterUsualDays || c.usual == nil {
		return c.other[d]
	}
	return c.usual[d-usualDays]
}

// days are those with a cell, in order.
func (c *dayCounts) days() []civil.Day {
	days := slices.Collect(maps.Keys(c.other))
	for i, cells := range c.usual {
		if cells != 0 {
			days = append(days, usualDays+civil.Day(i))
		}
	}
	slices.Sort(days)
	return days
}

func (c *dayCounts) merge(o *dayCounts) {
	for _, d := range o.days() {
		c.add(d, o.of(d))
	}
}
