package rules

import (
	"testing"
	"unsafe"

	"vigie/rules/claim"
)

// What is told of a subject stays as it is when the claim that told it is gone: a reader uses the room of its lines again.
func TestPatternOutlivesItsClaim(t *testing.T) {
	plate := []byte("AB123CD")
	line := tripBy(claim.Ambulance, claim.ColPlate)
	line.Plate = unsafe.String(&plate[0], len(plate))
	p := Pattern{Rule: &vehicleDayOverload}
	told := p.Describe(open(line, &claim.Registers{}))
	copy(plate, "ZZ999ZZ")
	if told.Object != "AB123CD" {
		t.Errorf("got %s; want AB123CD", told.Object)
	}
}
