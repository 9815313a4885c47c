package register

import (
	"slices"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

var routes = schema[claim.Route]{
	name: "routes",
	columns: []column[claim.Route]{
		must("departure_postcode", func(r *claim.Route, c *cell) { r.DeparturePostcode = c.postcode() }),
		must("arrival_postcode", func(r *claim.Route, c *cell) { r.ArrivalPostcode = c.postcode() }),
		may("km", func(r *claim.Route, c *cell) { r.Km = c.km() }),
	},
	key: by(
		func(r *claim.Route) string { return r.DeparturePostcode },
		func(r *claim.Route) string { return r.ArrivalPostcode },
	),
	single: true,
}

var packs = schema[claim.Pack]{
	name: "packs",
	columns: []column[claim.Pack]{
		must("pack_code", func(p *claim.Pack, c *cell) { p.PackCode = c.name() }),
		may("product", func(p *claim.Pack, c *cell) { p.Product = c.name() }),
		may("units", func(p *claim.Pack, c *cell) { p.Units = c.count() }),
		may("price", func(p *claim.Pack, c *cell) { p.Price = c.price() }),
	},
	key:    by(func(p *claim.Pack) string { return p.PackCode }),
	single: true,
}

// products is the register of packs once more, by product. A pack of no known product is in none.
func products(packs *Table[claim.Pack]) *Table[claim.Pack] {
	b := newBuilder(&schema[claim.Pack]{key: by(func(p *claim.Pack) string { return p.Product })})
	for p := range packs.All() {
		if p.Product != "" {
			b.addAgain(p, p.Product)
		}
	}
	return b.finish()
}

// holiday is a row of holidays.csv, which only adds to the calendar.
type holiday struct {
	day  civil.Day
	area civil.Area
}

var holidays = schema[holiday]{
	name: "holidays",
	columns: []column[holiday]{
		must("day", func(h *holiday, c *cell) { h.day = c.day() }),
		may("area", func(h *holiday, c *cell) { h.area = area(c) }),
	},
}

// area is the whole country where none is written.
func area(c *cell) civil.Area {
	if c.empty() {
		return civil.National
	}
	a, ok := civil.AreaNamed(string(c.text))
	if !ok {
		c.refuse("national, alsace_moselle or 971 to 978")
	}
	return a
}

// snapshot is a row of snapshot.csv: when a register was taken, and whether it covers everybody.
type snapshot struct {
	name     string
	takenOn  civil.Day
	complete bool
}

// snapshots are of the registers named. A misspelt name must not pass: a local extract would count as complete.
func snapshots(registers []string) *schema[snapshot] {
	return &schema[snapshot]{
		name: "snapshot",
		columns: []column[snapshot]{
			must("name", func(s *snapshot, c *cell) {
				if s.name = c.name(); !slices.Contains(registers, s.name) {
					c.refuse("one of " + strings.Join(registers, ", "))
				}
			}),
			may("taken_on", func(s *snapshot, c *cell) { s.takenOn = c.day() }),
			may("complete", func(s *snapshot, c *cell) { s.complete = c.absent || c.flagOr(claim.Yes) == claim.Yes }),
		},
		key: by(func(s *snapshot) string { return s.name }),
	}
}
