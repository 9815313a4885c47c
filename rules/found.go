package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// dayFound is a day as a fact of the group.
func dayFound(name string, d civil.Day) Found { return Found{name, "claims", dayValue(d)} }

// postcodeFound is a postcode as a fact of the group.
func postcodeFound(name string, p claim.Postcode) Found {
	return Found{name, "claims", plain(p.String())}
}
