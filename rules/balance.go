package rules

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// The years for which the balance of R322-11-1 is drawn up: those on whose last day the wording of 2015-07-24 was in force. Each is
// compared with the year before, so one more year is counted.
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

// Balance is what was reimbursed for the transports that each establishment prescribed, year by year. The zero value is empty. Each
// worker has its own while claims are read; they are merged afterwards.
type Balance struct {
	of map[string]*accounts // by establishment

	// unknown names, by year, what is missing to know where some transports were prescribed; empty where all are known. Of several
	// names the first in byte order is kept, so that the order of the claims does not matter.
	unknown    [accountYears]string
	otherYears bool // there were transports of years that no balance is drawn up for
}

// accounts are the transports of one establishment, by year since accountsSince.
type accounts [accountYears]Billed

// BalanceCounts is what a Balance has counted, as plain data. Every list is by year, the first one being 2014.
type BalanceCounts struct {
	Facilities map[string][]Billed // by establishment
	Unknown    []string            // what is missing to know where some transports were prescribed; empty where all are known
	OtherYears bool                // there were transports of years that no balance is drawn up for
}

// Counts gives what was counted so far.
func (b *Balance) Counts() BalanceCounts {
	c := BalanceCounts{map[string][]Billed{}, b.unknown[:], b.otherYears}
	for facility, years := range b.of {
		c.Facilities[facility] = years[:]
	}
	return c
}

// BalanceOf makes a balance of counts. It fails where they are of other years.
func BalanceOf(c BalanceCounts) (*Balance, error) {
	if len(c.Unknown) != accountYears {
		return nil, fmt.Errorf("%w: got a balance of %d years; want %d", errOtherCounts, len(c.Unknown), accountYears)
	}
	b := &Balance{unknown: [accountYears]string(c.Unknown), otherYears: c.OtherYears}
	for facility, years := range c.Facilities {
		if len(years) != accountYears {
			return nil, fmt.Errorf("%w: got a balance of %d years; want %d", errOtherCounts, len(years), accountYears)
		}
		*b.account(facility) = accounts(years)
	}
	return b, nil
}

// Enters says whether a claim of that day counts in a balance, and notes transports of other years. It is called for every claim
// before anything else is worked out, since the answer is mostly no.
func (b *Balance) Enters(kind claim.Kind, day civil.Day) bool {
	if kind != claim.Transport {
		return false
	}
	if day < firstBalanceDay || lastBalanceDay < day {
		b.otherYears = true
	}
	return firstAccountDay <= day && day <= lastBalanceDay
}

// Add counts a claim that enters.
func (b *Balance) Add(c *claim.Case) {
	year, _, _ := c.Day().Split()
	year -= accountsSince
	facility, blame := c.PrescribedIn()
	switch {
	case blame != "":
		b.addUnknown(year, blame)
	case facility != "": // otherwise it was prescribed in town, or not at all
		one := Billed{Claims: 1}
		if cents, known := c.Reimbursement(); known {
			one.Paid, one.Reimbursed = 1, cents
		}
		b.account(facility)[year].add(one)
	}
}

// account gives the accounts of an establishment. Its name is kept without a copy: it is held by the register of prescriptions,
// which outlives the balance.
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

// Merge adds what another worker counted.
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

// Subtract takes back what was counted of claims that are rejected after all. What they lacked stays: the claim whose id they repeat is there.
func (b *Balance) Subtract(o *Balance) {
	for facility, counted := range o.of {
		at := b.account(facility)
		for year := range counted {
			at[year].subtract(counted[year])
		}
	}
}

// balanceYear is one year of an establishment with the year before.
type balanceYear struct {
	facility    string
	now, before Billed
	from, to    civil.Day
}

// each calls use for every year in which an establishment prescribed transports. Where it is not known who prescribed some
// transports of the year or of the year before, any establishment may have: they are reported as one more establishment, with
// insufficient data. The years that have no balance are reported once, as not applicable.
func (b *Balance) each(in *Inquiry, use func(y *balanceYear)) {
	facilities := slices.Sorted(maps.Keys(b.of))
	for i := 1; i < accountYears; i++ {
		y := balanceYear{from: civil.Date(accountsSince+i, time.January, 1), to: civil.Date(accountsSince+i, time.December, 31)}
		unknown := leastName(b.unknown[i], b.unknown[i-1])
		drawn := b.unknown[i] != ""
		for _, facility := range facilities {
			if at := b.of[facility]; at[i].Claims > 0 {
				y.facility, y.now, y.before = facility, at[i], at[i-1]
				use(&y)
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
