package claim

import "unsafe"

// routeKey is a buffer for the key of a route, "75001>69003", so that a look-up allocates nothing.
type routeKey [11]byte

// maxNearest bounds the cache of nearest facilities of a case. When it is full it is emptied.
const maxNearest = 1 << 16

// notListed is the distance between two places for which the register has no route.
const notListed Km = NotGiven - 1

// road is the reference distance: notListed where the register has no such route, NotGiven where it has no distance.
func (c *Case) road(departure, arrival string) Km {
	register := c.registers.Routes
	if register == nil || len(departure) != 5 || len(arrival) != 5 {
		return notListed
	}
	copy(c.routeKey[:5], departure)
	c.routeKey[5] = '>'
	copy(c.routeKey[6:], arrival)
	// The register does not keep the key beyond the call.
	if rows, _ := seek(c, register, "routes", unsafe.String(&c.routeKey[0], len(c.routeKey))); len(rows) > 0 {
		return rows[0].Km
	}
	return notListed
}

// route is the reference distance of the trip, or what is missing to know it.
func (c *Case) route() (km Km, blame string) {
	switch {
	case !c.has(ColDeparturePostcode):
		return 0, columnNames[ColDeparturePostcode]
	case !c.has(ColArrivalPostcode):
		return 0, columnNames[ColArrivalPostcode]
	}
	switch km = c.road(c.line.DeparturePostcode, c.line.ArrivalPostcode); km {
	case notListed:
		return 0, "routes"
	case NotGiven:
		return 0, "routes.km"
	}
	return km, ""
}

// RouteKm is the reference distance of the trip, from postcode to postcode.
func (c *Case) RouteKm() Km {
	km, blame := c.route()
	if blame != "" {
		c.miss(blame)
	}
	return km
}

// Distance is the billed distance of the trip, or the reference distance where none was billed.
func (c *Case) Distance() (km Km, billed bool) {
	if c.has(ColBilledKm) {
		return c.line.BilledKm, true
	}
	km, blame := c.route()
	if blame != "" {
		c.Needs(ColBilledKm)
	}
	return km, false
}

// ReferenceKm is the distance with which the bill is compared: the measured one, else that of the reference route. A route
// within one postcode has no meaningful distance.
func (c *Case) ReferenceKm() (km Km, measured bool) {
	if c.has(ColMeasuredKm) {
		return c.line.MeasuredKm, true
	}
	if c.has(ColDeparturePostcode) && c.line.DeparturePostcode == c.line.ArrivalPostcode {
		c.Needs(ColMeasuredKm)
		return 0, false
	}
	return c.RouteKm(), false
}

// DrivenKm is how long the trip was: as it was measured or, where that is not known, as it was billed.
func (c *Case) DrivenKm() Km {
	if c.has(ColMeasuredKm) {
		return c.line.MeasuredKm
	}
	return c.BilledKm()
}

// Detour is by how much the trip was longer than the reference route, 0 where it was not. Within one postcode there is no route to
// compare with.
func (c *Case) Detour() Km {
	driven := c.DrivenKm()
	route := c.RouteKm()
	if c.has(ColDeparturePostcode) && c.line.DeparturePostcode == c.line.ArrivalPostcode {
		c.miss("routes")
	}
	return max(0, driven-route)
}
