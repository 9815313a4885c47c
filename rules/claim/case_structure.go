package claim

import (
	"slices"
	"strings"
	"sync"
)

// structures say which care structures can replace another: those of the same kind that have all its specialties.
type structures struct {
	once   sync.Once
	groups map[string]*facilityGroup // by facility_id
}

// facilityGroup is the facilities of one kind with the same specialties.
type facilityGroup struct {
	kind        string
	specialties []string // sorted, each once
	members     []*Facility
	peers       *[]*facilityGroup // the groups of the kind

	once sync.Once
	fit  []*Facility // the facilities with all the specialties of the group, its own members included
}

// of is the group of a facility; nil where the register does not know it.
func (s *structures) of(facility string, all Listing[Facility]) *facilityGroup {
	s.once.Do(func() { s.read(all) })
	return s.groups[facility]
}

func (s *structures) read(all Listing[Facility]) {
	s.groups = map[string]*facilityGroup{}
	kinds, alike := map[string]*[]*facilityGroup{}, map[string]*facilityGroup{}
	for f := range all.All() {
		specialties := specialtiesOf(f)
		key := f.Kind + "\x00" + strings.Join(specialties, ";")
		g := alike[key]
		if g == nil {
			peers := kinds[f.Kind]
			if peers == nil {
				peers = new([]*facilityGroup)
				kinds[f.Kind] = peers
			}
			g = &facilityGroup{kind: f.Kind, specialties: specialties, peers: peers}
			alike[key], *peers = g, append(*peers, g)
		}
		g.members = append(g.members, f)
		s.groups[f.FacilityID] = g
	}
}

// specialtiesOf lists the specialties in a cell, in order and each once.
func specialtiesOf(f *Facility) []string {
	var list []string
	for specialty := range strings.SplitSeq(f.Specialties, ";") {
		if specialty = strings.TrimSpace(specialty); specialty != "" {
			list = append(list, specialty)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// able lists the facilities with all the specialties of the group. It is worked out on the first call.
func (g *facilityGroup) able() []*Facility {
	g.once.Do(func() {
		for _, p := range *g.peers {
			if g.within(p.specialties) {
				g.fit = append(g.fit, p.members...)
			}
		}
	})
	return g.fit
}

func (g *facilityGroup) within(specialties []string) bool {
	for _, specialty := range g.specialties {
		if _, found := slices.BinarySearch(specialties, specialty); !found {
			return false
		}
	}
	return true
}

// nearestCache holds, for a departure and a group, the two facilities with the shortest routes: for a trip to the nearest one,
// the second is the one to compare with.
type nearestCache map[trip]twoNearest

type trip struct {
	departure [5]byte
	to        *facilityGroup
}

type twoNearest struct {
	first      *Facility // nil where no route is known
	km, second Km        // notListed where there is none
}

func (c *Case) twoNearest(to *facilityGroup) twoNearest {
	key := trip{to: to}
	copy(key.departure[:], c.line.DeparturePostcode)
	if two, remembered := c.nearest[key]; remembered {
		return two
	}
	two := twoNearest{km: notListed, second: notListed}
	for _, f := range to.able() {
		switch km := c.road(c.line.DeparturePostcode, f.Postcode); {
		case km < 0:
		case two.km < 0 || km < two.km:
			two = twoNearest{f, km, two.km}
		case two.second < 0 || km < two.second:
			two.second = km
		}
	}
	if c.nearest == nil {
		c.nearest = nearestCache{}
	}
	if len(c.nearest) >= maxNearest {
		clear(c.nearest)
	}
	c.nearest[key] = two
	return two
}

// OtherRoute is the reference distance to the nearest care structure that can replace that of the trip, and whether it is strictly
// nearer than that one. It is not known where the register has no other such structure with a known route.
func (c *Case) OtherRoute() (km Km, nearer bool) {
	if !c.has(ColArrivalFacility) || c.line.ArrivalFacility == "" {
		c.miss(columnNames[ColArrivalFacility])
		return 0, false
	}
	facilities := c.registers.Facilities
	if facilities == nil {
		c.miss("facilities")
		return 0, false
	}
	to := c.in.structures.of(c.line.ArrivalFacility, facilities)
	switch {
	case to == nil:
		c.miss("facilities")
	case len(to.specialties) == 0:
		c.miss("facilities.specialties")
	case to.kind == "":
		c.miss("facilities.kind")
	case len(to.able()) < 2:
		c.miss("facilities")
	default:
		return c.otherRoute(to)
	}
	return 0, false
}

func (c *Case) otherRoute(to *facilityGroup) (km Km, nearer bool) {
	own, blame := c.route()
	if blame != "" {
		c.miss(blame)
		return 0, false
	}
	two := c.twoNearest(to)
	km = two.km
	if two.first != nil && two.first.FacilityID == c.line.ArrivalFacility {
		km = two.second
	}
	if km < 0 {
		c.miss("routes")
		return 0, false
	}
	return km, km < own
}
