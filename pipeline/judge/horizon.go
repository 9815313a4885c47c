package judge

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// FarDays is how many days a day of filing or payment stands from a service, or from all other such days, before anybody doubts it.
const FarDays = 300

// perMille is the share of the claims below which days that stand apart are a few, as 1 in so many.
const perMille = 1000

// Horizon counts the days of claims, to find the one that counts as today where none is given: the last on which a claim was filed or
// paid, or else served. A few implausible days never move it. Days are implausible that stand more than FarDays behind every earlier one
// where they are less than 1 in 1,000 claims; one alone is, however few the claims, where it is also more than FarDays behind the service
// of its claim. What it says depends neither on the order of the claims nor on how they are shared among judges.
type Horizon struct {
	claims       int64
	filed, doubt dayCounts // cells of filing and payment, and those of them that are far from the service
	served       dayCounts // services of claims without either
}

// NewHorizon is the horizon of no claim.
func NewHorizon() *Horizon { return new(Horizon) }

// Add takes the days of a claim into account.
func (h *Horizon) Add(c *claim.Claim) { h.AddDays(c.SentOn, c.PaidOn, c.Day(), 1) }

// AddDays takes into account the days on which so many claims were filed, paid and served.
func (h *Horizon) AddDays(sent, paid, served civil.Day, claims int64) {
	h.claims += claims
	if !sent.Known() && !paid.Known() {
		h.served.add(served, claims)
		return
	}
	for _, day := range [...]civil.Day{sent, paid} {
		if !day.Known() {
			continue
		}
		h.filed.add(day, claims)
		if day > served+FarDays {
			h.doubt.add(day, claims)
		}
	}
}

// Merge takes the days of other claims into account.
func (h *Horizon) Merge(o *Horizon) {
	h.claims += o.claims
	h.filed.merge(&o.filed)
	h.doubt.merge(&o.doubt)
	h.served.merge(&o.served)
}

// AsOf is the day that counts as today; the zero day where there is none. Beside it stand how many cells with later days were left out,
// and the last of these days.
func (h *Horizon) AsOf() (day civil.Day, leftOut int64, latest civil.Day) {
	counts := &h.filed
	days := counts.days()
	if len(days) == 0 {
		counts = &h.served
		days = counts.days()
	}
	if len(days) == 0 {
		return 0, 0, 0
	}
	latest = days[len(days)-1]
	day = latest
	var behind, doubted int64 // cells of the days from i on
	for i := len(days) - 1; i > 0; i-- {
		behind += counts.of(days[i])
		doubted += h.doubt.of(days[i])
		if behind*perMille >= h.claims && (behind > 1 || doubted == 0) {
			break
		}
		if days[i] > days[i-1]+FarDays {
			day, leftOut = days[i-1], behind
		}
	}
	return day, leftOut, latest
}
