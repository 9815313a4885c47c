package rules

import (
	"testing"
	"unsafe"

	"vigie/rules/claim"
)

// A row of conduct keeps its values when the claim that reported it is gone: a reader reuses the memory of its lines.
func TestPatternOutlivesItsClaim(t *testing.T) {
	plate := []byte("AB123CD")
	line := tripBy(claim.Ambulance, claim.ColPlate)
	line.Plate = unsafe.String(&plate[0], len(plate))
	p := Pattern{Rule: &vehicleDayOverload}
	described := p.Describe(open(line, &claim.Registers{}))
	copy(plate, "ZZ999ZZ")
	if described.Object != "AB123CD" {
		t.Errorf("got %s; want AB123CD", described.Object)
	}
}
