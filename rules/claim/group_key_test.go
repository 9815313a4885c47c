package claim

import (
	"math"
	"testing"
	"unsafe"

	"vigie/rules/civil"
)

// A group key may show a trip as longer than it is, never as shorter, and keeps the order in which trips begin.
func TestHintsNeverTellLess(t *testing.T) {
	f := func(departed, arrived string, minutes uint16) {
		t.Helper()
		from, _ := civil.ParseMoment([]byte(departed))
		to, _ := civil.ParseMoment([]byte(arrived))
		c := NewCase(&Context{Registers: &Registers{}})
		line := Claim{Kind: Transport, DepartedAt: from, ArrivedAt: to, DeparturePostcode: "75001"}
		line.Known = line.Known.With(ColArrivedAt).With(ColDeparturePostcode).With(ColDepartedAt)
		c.Open(&line)
		h := c.GroupKey()
		if h.Length != minutes {
			t.Errorf("%s to %s: got %d minutes; want %d", departed, arrived, h.Length, minutes)
		}
		if truth := int64(to - from); h.To()-int64(h.From) < min(truth, math.MaxUint32+1-int64(h.From)) {
			t.Errorf("%s to %s: got %d seconds; want at least %d", departed, arrived, h.To()-int64(h.From), truth)
		}
	}
	f("2024-05-02T10:00", "2024-05-02T10:00", 0)
	f("2024-05-02T10:00", "2024-05-02T10:01", 1)
	f("2024-05-02T10:00:00", "2024-05-02T10:01:01", 2)
	f("2024-05-02T10:00", "2024-06-16T22:14", 65534)
	f("2024-05-02T10:00", "2024-06-16T22:15", math.MaxUint16)
	f("2024-05-02T10:00", "2030-05-02T10:00", math.MaxUint16)
	if a, b := groupKeyInstant(groupKeyEpoch-1), groupKeyInstant(groupKeyEpoch); a != 0 || b != 0 {
		t.Errorf("got %d and %d for the last second of 1999 and the first of 2000; want 0", a, b)
	}
	if got := groupKeyInstant(groupKeyEpoch + 1<<40); got != math.MaxUint32 {
		t.Errorf("got %d far away; want the last second", got)
	}
}

func TestHintsAreSmall(t *testing.T) {
	if got := unsafe.Sizeof(GroupKey{}); got != 32 {
		t.Errorf("got %d bytes; want 32", got)
	}
}

func TestGroupsTellTheirKey(t *testing.T) {
	for k := range NumKeys {
		if got := keyOf(hash(k, "A", "B")); got != k {
			t.Errorf("got key %d; want %d", got, k)
		}
	}
}

func TestHintsCostNoAllocation(t *testing.T) {
	c := NewCase(&Context{Registers: &Registers{}})
	c.Open(&Claim{Kind: Transport, PatientID: "P", Plate: "AB123CD", DriverID: "D", AttendantID: "E", CardID: "C", BillerID: "B"})
	n := 0
	if got := testing.AllocsPerRun(100, func() {
		h := c.GroupKey()
		for _, k := range []Key{ByPatient, ByPlate, ByCrew, ByCard, ByFleet} {
			c.EachGroupKey(k, h, func(*GroupKey) { n++ })
		}
	}); got != 0 || n%6 != 0 || n == 0 {
		t.Errorf("got %v allocations and %d hints; want none and six at a time", got, n)
	}
}
