package claim

// roads remembers reference distances between postcodes: a key made of two of them costs an allocation each time that
// the register is asked.
type roads map[[10]byte]Km

// maxRoads bounds the memory of a case. When it is full it begins anew.
const maxRoads = 1 << 16

// notListed is the distance between two places of which the register says nothing.
const notListed Km = NotGiven - 1

// road is the reference distance: notListed where the register has no such route, NotGiven where it has no distance.
func (c *Case) road(departure, arrival string) Km {
	register := c.in.Registers.Routes
	if register == nil || len(departure) != 5 || len(arrival) != 5 {
		return notListed
	}
	var key [10]byte
	copy(key[:5], departure)
	copy(key[5:], arrival)
	km, remembered := c.roads[key]
	if remembered {
		return km
	}
	km = notListed
	if rows := register.Of(departure + ">" + arrival); len(rows) > 0 {
		km = rows[0].Km
	}
	if c.roads == nil {
		c.roads = roads{}
	}
	if len(c.roads) >= maxRoads {
		clear(c.roads)
	}
	c.roads[key] = km
	return km
}

// route is the reference distance of the trip, or what is missing to know it.
func (c *Case) route() (km Km, blame string) {
	switch {
	case !c.holds(ColDeparturePostcode):
		return 0, columnNames[ColDeparturePostcode]
	case !c.holds(ColArrivalPostcode):
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

// Distance of the trip: the billed one, or the reference distance where none was billed.
func (c *Case) Distance() (km Km, billed bool) {
	if c.holds(ColBilledKm) {
		return c.line.BilledKm, true
	}
	km, blame := c.route()
	if blame != "" {
		c.need(ColBilledKm)
	}
	return km, false
}

// ReferenceKm is the distance that the bill is held against: the measured one, else that of the reference route. A route
// within one postcode says nothing.
func (c *Case) ReferenceKm() (km Km, measured bool) {
	if c.holds(ColMeasuredKm) {
		return c.line.MeasuredKm, true
	}
	if c.holds(ColDeparturePostcode) && c.line.DeparturePostcode == c.line.ArrivalPostcode {
		c.need(ColMeasuredKm)
		return 0, false
	}
	return c.RouteKm(), false
}
