package claim

import (
	"testing"
	"time"

	"vigie/rules/civil"
	"vigie/rules/law"
)

type table[Row any] map[string][]Row

func (t table[Row]) Of(key string) []Row { return t[key] }

func march(day int) civil.Day { return civil.Date(2026, time.March, day) }

// caseOf opens a trip on 2026-03-10 at 23:50.
func caseOf(line Claim, registers Registers, known ...Column) *Case {
	line.DepartedAt = march(10).Clock(23, 50)
	for _, c := range known {
		line.Known, line.Present = line.Known.With(c), line.Present.With(c)
	}
	c := NewCase(&Context{Registers: &registers, Calendar: &civil.Calendar{}, Parameters: law.Defaults()})
	c.Open(&line)
	return c
}

// The last day is included until 24:00; a credential that ends before the arrival lapses.
func TestStanding(t *testing.T) {
	f := func(from, to civil.Day, arrival int, want Standing, blame string) {
		t.Helper()
		c := caseOf(Claim{ArrivedAt: march(arrival).Clock(0, 20)}, Registers{}, ColArrivedAt)
		got := c.Settle(c.standing(from, to, "from", "to"))
		if got != want || c.Missing() != blame {
			t.Errorf("%s to %s, arrival on the %dth: got %d, missing %q; want %d, %q", from, to, arrival, got, c.Missing(), want, blame)
		}
	}
	f(march(1), civil.Open, 10, InForce, "")
	f(march(9), march(20), 10, InForce, "")
	f(march(10), march(20), 10, InForce, "")
	f(march(11), march(20), 10, OutOfForce, "")
	f(march(1), march(9), 10, OutOfForce, "")
	f(march(1), march(10), 10, InForce, "")
	f(march(1), march(10), 11, Lapses, "")
	f(march(1), march(11), 11, InForce, "")
	f(civil.Never, civil.Open, 10, OutOfForce, "")
	f(0, march(9), 10, OutOfForce, "") // it had ended, whenever it began
	f(0, march(20), 10, UnknownStanding, "from")
	f(march(11), 0, 10, OutOfForce, "") // it had not begun, whenever it ends
	f(march(1), 0, 10, UnknownStanding, "to")
}

// Not supplied, unknown to a register, and unknown to a local extract are three different answers.
func TestSeek(t *testing.T) {
	f := func(register Register[Vehicle], partial bool, key string, rows int, answered bool) {
		t.Helper()
		c := caseOf(Claim{}, Registers{Partial: map[string]bool{"vehicles": partial}})
		got, gotAnswer := seek(c, register, "vehicles", key)
		if len(got) != rows || gotAnswer != answered {
			t.Errorf("%q, partial %t: got %d rows, answered %t; want %d, %t", key, partial, len(got), gotAnswer, rows, answered)
		}
	}
	supplied := table[Vehicle]{"AA001AA": {{Plate: "AA001AA"}}}
	f(nil, false, "AA001AA", 0, false)
	f(table[Vehicle]{}, false, "AA001AA", 0, true)
	f(supplied, false, "AA001AA", 1, true)
	f(supplied, false, "ZZ999ZZ", 0, true)
	f(supplied, true, "AA001AA", 1, true)
	f(supplied, true, "ZZ999ZZ", 0, false)
}

func TestMissing(t *testing.T) {
	c := caseOf(Claim{PrescriptionID: "P1"}, Registers{}, ColPrescriptionID)
	if c.Plate(); c.Missing() != "plate" {
		t.Errorf("got %q; want plate", c.Missing())
	}
	if c.BilledKm(); c.Missing() != "plate" {
		t.Errorf("got %q; want the first that was asked for", c.Missing())
	}
	c.Clear()
	if c.PrescriptionIDGiven(); c.Missing() != "" {
		t.Errorf("got %q; want nothing missing", c.Missing())
	}
	if c.PrescribedMode(); c.Missing() == "" {
		t.Error("got nothing; want the register of prescriptions, or what stands for it, missing")
	}
	// The next claim begins with nothing missing.
	next := Claim{Kind: Care, PerformedOn: march(10)}
	if c.Open(&next); c.Missing() != "" || c.Day() != march(10) || c.Kind() != Care {
		t.Errorf("got missing %q, %s, %s; want nothing of the claim before", c.Missing(), c.Day(), c.Kind())
	}
}

// What decides by itself is not undone by what is unknown.
func TestTruth(t *testing.T) {
	f := func(truth func(*Case) Truth, want bool, blame string) {
		t.Helper()
		c := caseOf(Claim{}, Registers{})
		if got := c.Sure(truth(c)); got != want || c.Missing() != blame {
			t.Errorf("got %t, missing %q; want %t, %q", got, c.Missing(), want, blame)
		}
	}
	unseen := func(c *Case) Truth { return c.unsure("plate") }
	f(func(*Case) Truth { return True }, true, "")
	f(func(*Case) Truth { return False }, false, "")
	f(unseen, false, "plate")
	f(func(c *Case) Truth { return max(unseen(c), True) }, true, "")
	f(func(c *Case) Truth { return max(unseen(c), False) }, false, "plate")
	f(func(c *Case) Truth { return min(unseen(c), False) }, false, "")
	f(func(c *Case) Truth { return min(unseen(c), True) }, false, "plate")
}

// For R322-10 2° the convocation is the prescription: its mode and day are read, and it has no urgency.
func TestConvocationStandsIn(t *testing.T) {
	registers := Registers{
		Prescriptions: table[Prescription]{},
		Convocations:  table[Convocation]{"C1": {{ConvocationID: "C1", IssuedOn: march(2), Mode: ModeSeated}}},
	}
	c := caseOf(Claim{PrescriptionID: "C1", Reason: MedicalControl}, registers, ColPrescriptionID, ColReason)
	if !c.Prescribed() || !c.Convoked() || c.PrescribedMode() != ModeSeated || c.SignedOn() != march(2) || c.UrgencyPrescribed() || c.Missing() != "" {
		t.Errorf("got mode %s of %s, missing %q; want the convocation's", c.PrescribedMode(), c.SignedOn(), c.Missing())
	}
	c = caseOf(Claim{PrescriptionID: "C1", Reason: ALD}, registers, ColPrescriptionID, ColReason)
	if c.Prescribed() || c.Convoked() || c.Missing() != "" {
		t.Errorf("missing %q; want no prescription for a reason of R322-10 1°, and nothing missing", c.Missing())
	}
}

func TestColumns(t *testing.T) {
	s := Columns(0).With(ColClaimID).With(ColUnitsPrescribed)
	if !s.Has(ColClaimID) || !s.Has(ColUnitsPrescribed) || s.Has(ColPlate) || NumColumns > 64 {
		t.Errorf("got %b of %d columns; want two of at most 64", s, NumColumns)
	}
	if ColPlate.String() != "plate" || ColUnitsPrescribed.String() != "units_prescribed" || ColClaimID.String() != "claim_id" {
		t.Errorf("got %s, %s, %s; want the contract's names", ColPlate, ColUnitsPrescribed, ColClaimID)
	}
}
