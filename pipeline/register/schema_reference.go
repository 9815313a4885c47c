package register

import (
	"slices"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

var routesSchema = rowSchema[claim.Route]{
	name: "routes",
	columns: []columnSpec[claim.Route]{
		required("departure_postcode", func(r *claim.Route, c *cellReader) { r.DeparturePostcode = c.postcode() }),
		required("arrival_postcode", func(r *claim.Route, c *cellReader) { r.ArrivalPostcode = c.postcode() }),
		optional("km", func(r *claim.Route, c *cellReader) { r.Km = c.km() }),
	},
	key: keyParts(
		func(r *claim.Route) string { return r.DeparturePostcode },
		func(r *claim.Route) string { return r.ArrivalPostcode },
	),
	uniqueKey: true,
}

var packsSchema = rowSchema[claim.Pack]{
	name: "packs",
	columns: []columnSpec[claim.Pack]{
		required("pack_code", func(p *claim.Pack, c *cellReader) { p.PackCode = c.text() }),
		optional("product", func(p *claim.Pack, c *cellReader) { p.Product = c.text() }),
		optional("units", func(p *claim.Pack, c *cellReader) { p.Units = c.count() }),
		optional("price", func(p *claim.Pack, c *cellReader) { p.Price = c.price() }),
	},
	key:       keyParts(func(p *claim.Pack) string { return p.PackCode }),
	uniqueKey: true,
}

// byProduct is the packs by product. Packs without a known product are left out.
func byProduct(packs *Table[claim.Pack]) *Table[claim.Pack] {
	b := newBuilder(&rowSchema[claim.Pack]{key: keyParts(func(p *claim.Pack) string { return p.Product })})
	for p := range packs.All() {
		if p.Product != "" {
			b.addRow(p, p.Product)
		}
	}
	return b.finish()
}

// holidayRow is a row of holidays.csv, which adds days to the calendar.
type holidayRow struct {
	day  civil.Day
	area civil.Area
}

var holidaysSchema = rowSchema[holidayRow]{
	name: "holidays",
	columns: []columnSpec[holidayRow]{
		required("day", func(h *holidayRow, c *cellReader) {
			if h.day = c.day(); !h.day.Known() && c.want == "" {
				c.reject("a day as 2025-03-01")
			}
		}),
		optional("area", func(h *holidayRow, c *cellReader) { h.area = readArea(c) }),
	},
}

// readArea reads an area; an empty cell is the whole country.
func readArea(c *cellReader) civil.Area {
	if c.empty() {
		return civil.National
	}
	a, ok := civil.AreaNamed(string(c.raw))
	if !ok {
		c.reject("national, alsace_moselle or 971 to 978")
	}
	return a
}

// snapshotRow is a row of snapshot.csv: when a register was taken, and whether it covers everybody.
type snapshotRow struct {
	name     string
	takenOn  civil.Day
	complete bool
}

// snapshotName is the register that tells of the others.
const snapshotName = "snapshot"

// snapshotSchema describes snapshot.csv for these registers. A misspelt name is rejected, because a local extract would otherwise
// count as complete.
func snapshotSchema(registers []string) *rowSchema[snapshotRow] {
	return &rowSchema[snapshotRow]{
		name: snapshotName,
		columns: []columnSpec[snapshotRow]{
			required("name", func(s *snapshotRow, c *cellReader) {
				if s.name = c.text(); !slices.Contains(registers, s.name) {
					c.reject("one of " + strings.Join(registers, ", "))
				}
			}),
			optional("taken_on", func(s *snapshotRow, c *cellReader) { s.takenOn = c.day() }),
			optional("complete", func(s *snapshotRow, c *cellReader) { s.complete = c.absent || c.flagOr(claim.Yes) == claim.Yes }),
		},
		key: keyParts(func(s *snapshotRow) string { return s.name }),
	}
}
