package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// dayFound is a day that only the group shows.
func dayFound(name string, d civil.Day) Found { return Found{name, "claims", dayValue(d)} }

// placeFound is a postcode of a trace.
func placeFound(name string, p claim.Postcode) Found { return Found{name, "claims", plain(p.String())} }
