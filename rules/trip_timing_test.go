package rules

import (
	"testing"

	"vigie/rules/claim"
)

// BenchmarkTripRules applies each rule to an ambulance trip; its unit is one claim.
func BenchmarkTripRules(b *testing.B) {
	line, registers := fullTrip(claim.Ambulance, claim.ALD)
	c := open(line, registers)
	for _, r := range All() {
		if !r.Scope.Covers(claim.Transport, claim.Ambulance) {
			continue
		}
		b.Run(r.ID, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(1)
			for range b.N {
				c.Open(line)
				Ask(r, c)
			}
		})
	}
}
