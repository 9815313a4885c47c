package rules

import (
	"maps"
	"slices"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// The years that the balance of R322-11-1 is drawn up for: those on whose last day the articles were in force. Each is
// compared with the year before, so one year more is counted.
const (
	firstBalance  = 2015
	lastBalance   = 2016
	accountsSince = firstBalance - 1
	accountYears  = lastBalance - accountsSince + 1
)

var (
	firstAccountDay = civil.Date(accountsSince, time.January, 1)
	firstBalanceDay = civil.Date(firstBalance, time.January, 1)
	lastBalanceDay  = civil.Date(lastBalance, time.December, 31)
)

// Balance is what was reimbursed of the transports that each establishment prescribed, year by year. The zero value holds
// nothing yet. One belongs to one worker while claims are read; they are joined afterwards.
type Balance struct {
	of map[string]*accounts // by establishment

	// untold says why nobody can tell where some transports of a year were prescribed; empty where all can be told. Of
	// several reasons the first by name stays, whatever the order of the claims.
	unknown    [accountYears]string
	otherYears bool // transports were seen of years that no balance is drawn up for
}

// accounts are the transports of one establishment, by year since accountsSince.
type accounts [accountYears]Billed

// Enters says whether a claim of that day counts in a balance. It is asked of every claim before anything else is: mostly
// the answer is no.
func (b *Balance) Enters(kind claim.Kind, day civil.Day) bool {
	if kind != claim.Transport {
		return false
	}
	if day < firstBalanceDay || lastBalanceDay < day {
		b.otherYears = true
	}
	return firstAccountDay <= day && day <= lastBalanceDay
}

// See counts a claim that enters.
func (b *Balance) Add(c *claim.Case) {
	year, _, _ := c.Day().Split()
	year -= accountsSince
	facility, blame := c.PrescribedIn()
	switch {
	case blame != "":
		b.addUnknown(year, blame)
	case facility != "": // else prescribed in town, or not at all
		one := Billed{Claims: 1}
		if cents, known := c.Reimbursement(); known {
			one.Paid, one.Reimbursed = 1, cents
		}
		b.account(facility)[year].add(one)
	}
}

// account gives the accounts of an establishment. Its name stands in the register of prescriptions, which outlives them.
func (b *Balance) account(facility string) *accounts {
	at := b.of[facility]
	if at == nil {
		if b.of == nil {
			b.of = map[string]*accounts{}
		}
		at = new(accounts)
		b.of[facility] = at
	}
	return at
}

func (b *Balance) addUnknown(year int, what string) {
	b.unknown[year] = leastName(b.unknown[year], what)
}

// Join adds what another worker counted.
func (b *Balance) Merge(o *Balance) {
	for facility, counted := range o.of {
		at := b.account(facility)
		for year := range counted {
			at[year].add(counted[year])
		}
	}
	for year, what := range o.unknown {
		b.addUnknown(year, what)
	}
	b.otherYears = b.otherYears || o.otherYears
}

// balanceYear is one year of an establishment beside the year before.
type balanceYear struct {
	facility    string
	now, before Billed
	from, to    civil.Day
}

// each shows every year in which an establishment prescribed transports. Transports of which nobody can tell where they were
// prescribed may be anybody's, of the year or of the one before: they count as one establishment more, of whom nobody can
// tell. The years that have no balance count as one that is not applicable.
func (b *Balance) each(in *Inquiry, look func(y *balanceYear)) {
	facilities := slices.Sorted(maps.Keys(b.of))
	for i := 1; i < accountYears; i++ {
		y := balanceYear{from: civil.Date(accountsSince+i, time.January, 1), to: civil.Date(accountsSince+i, time.December, 31)}
		unknown := leastName(b.unknown[i], b.unknown[i-1])
		drawn := b.unknown[i] != ""
		for _, facility := range facilities {
			if at := b.of[facility]; at[i].Claims > 0 {
				y.facility, y.now, y.before = facility, at[i], at[i-1]
				look(&y)
				drawn = true
			}
		}
		if !drawn || unknown == "" {
			continue
		}
		if y.to < in.AsOf {
			in.Lacks(unknown)
		}
		in.Report(Conduct{From: y.from, To: y.to})
	}
	if b.otherYears {
		in.Report(Conduct{})
	}
}

// leastName is the first of two names in byte order; an empty one is no name.
func leastName(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}
