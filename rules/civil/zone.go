package civil

import (
	"sort"
	"time"
	_ "time/tzdata" // so that clocks are the same on every machine, also without zone files
)

// Zone is a part of France with a clock of its own. The zero value is that of Paris.
type Zone uint8

// The zones.
const (
	ParisTime Zone = iota
	GuadeloupeTime
	MartiniqueTime
	GuyaneTime
	ReunionTime
	MiquelonTime
	MayotteTime
	WallisTime
	TahitiTime
	NoumeaTime
	zones
)

var zoneNames = [zones]string{
	"Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "America/Miquelon",
	"Indian/Mayotte", "Pacific/Wallis", "Pacific/Tahiti", "Pacific/Noumea",
}

// String is the name of the zone in the zone database.
func (z Zone) String() string { return zoneNames[z] }

// ZoneOf is the zone of a postcode. Saint-Barthélemy and Saint-Martin have the time of Guadeloupe, whether their postcodes are
// those of Guadeloupe or their own. Any postcode that is not overseas has the time of Paris.
func ZoneOf(postcode string) Zone {
	if len(postcode) < 3 || postcode[0] != '9' {
		return ParisTime
	}
	switch postcode[:3] {
	case "971", "977", "978":
		return GuadeloupeTime
	case "972":
		return MartiniqueTime
	case "973":
		return GuyaneTime
	case "974":
		return ReunionTime
	case "975":
		return MiquelonTime
	case "976":
		return MayotteTime
	case "986":
		return WallisTime
	case "987":
		return TahitiTime
	case "988":
		return NoumeaTime
	}
	return ParisTime
}

// change is a change of the clock. On the wall clock the hour from from until before to is skipped or repeated.
type change struct {
	from, to      Moment
	before, after int64 // seconds ahead of UTC
}

// firstYear and lastYear bound the known changes: no claim lies outside.
const firstYear, lastYear = 1970, 2100

// changes are the clock changes of each zone, in order. They are read-only.
var changes = readChanges()

func readChanges() (all [zones][]change) {
	for z, name := range zoneNames {
		place, err := time.LoadLocation(name)
		if err != nil {
			panic("civil: cannot load the built-in zone data: " + err.Error())
		}
		for t := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC); ; {
			_, next := t.In(place).ZoneBounds()
			if next.IsZero() || next.Year() > lastYear {
				break
			}
			if !next.After(t) { // on the last day of a year the bounds are unreliable where a rule extends the data
				t = t.AddDate(0, 0, 1)
				continue
			}
			_, before := next.Add(-time.Second).Zone()
			_, after := next.Zone()
			if before != after {
				all[z] = append(all[z], changeAt(next.Unix(), int64(before), int64(after)))
			}
			t = next
		}
		if len(all[z]) == 0 { // the clock never changes
			_, ahead := time.Date(firstYear, 1, 1, 0, 0, 0, 0, place).Zone()
			all[z] = []change{changeAt(0, int64(ahead), int64(ahead))}
		}
	}
	return all
}

// changeAt is the change at an instant in seconds since 1970.
func changeAt(instant, before, after int64) change {
	wall := Moment(int64(unixEpoch)*secondsADay + instant)
	return change{wall + Moment(min(before, after)), wall + Moment(max(before, after)), before, after}
}

// around is the change that decides how far a moment is ahead of UTC: the last one begun by then, or the first of all.
func (z Zone) around(m Moment) *change {
	all := changes[z]
	i := sort.Search(len(all), func(i int) bool { return all[i].from > m })
	return &all[max(i-1, 0)]
}

// ahead is how many seconds the clock is ahead of UTC, as the least and the greatest answer: they differ in a repeated or
// skipped hour.
func (z Zone) ahead(m Moment) (least, most int64) {
	switch c := z.around(m); {
	case m < c.from:
		return c.before, c.before
	case m < c.to:
		return min(c.before, c.after), max(c.before, c.after)
	default:
		return c.after, c.after
	}
}

// AheadAt is how many seconds the clock is ahead of UTC at an instant in seconds since 1970.
func (z Zone) AheadAt(unix int64) int64 {
	wall := Moment(int64(unixEpoch)*secondsADay + unix)
	ahead := changes[z][0].before
	for i := range changes[z] {
		c := &changes[z][i]
		if c.from-Moment(min(c.before, c.after)) > wall {
			break
		}
		ahead = c.after
	}
	return ahead
}

// Doubtful says whether a moment lies in an hour that a change of the clock skips or repeats.
func (z Zone) Doubtful(m Moment) bool {
	c := z.around(m)
	return c.from <= m && m < c.to
}

// Instant is the moment in seconds of absolute time, comparable between zones. In a doubtful hour it is the earlier of the two
// instants that the wall clock can mean.
func (z Zone) Instant(m Moment) int64 {
	_, most := z.ahead(m)
	return int64(m) - most
}

// Elapsed is how many seconds really pass between two moments at the place. In a doubtful hour it is the longest time that the
// wall clock can mean, so that nobody seems faster than they were.
func (z Zone) Elapsed(from, to Moment) int64 {
	least, _ := z.ahead(to)
	return int64(to) - least - z.Instant(from)
}

// SameEverywhere says whether the time between two moments is the same in every zone, because no clock changes between them.
func SameEverywhere(from, to Moment) bool {
	for z := range zones {
		if z.Doubtful(from) || z.Doubtful(to) || z.Elapsed(from, to) != int64(to-from) {
			return false
		}
	}
	return true
}
