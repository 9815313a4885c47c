package claim

import (
	"math/rand/v2"
	"testing"
)

// careOf opens an act of a pharmacy on 2026-03-10.
func careOf(line Claim, registers Registers, known ...Column) *Case {
	line.Kind, line.PerformedOn = Care, march(10)
	c := caseOf(line, registers, known...)
	c.day = march(10)
	return c
}

func dispensed(units int32, packs ...Pack) *Case {
	for i := range packs {
		packs[i].PackCode, packs[i].Product = string(rune('A'+i)), "X"
	}
	return careOf(Claim{PackCode: "A", Packs: 1, UnitsPrescribed: units},
		Registers{Packs: table[Pack]{"A": packs[:1]}, Products: table[Pack]{"X": packs}}, ColPackCode, ColPacks, ColUnitsPrescribed)
}

func TestCheapestPacks(t *testing.T) {
	f := func(units int32, want Cents, sure Truth, packs ...Pack) {
		t.Helper()
		c := dispensed(units, packs...)
		got, gotSure := c.CheapestPacks()
		if got != want || gotSure != sure || c.Missing() != "" {
			t.Errorf("%d units of %v: got %s, sure %d, missing %q; want %s, %d", units, packs, got, gotSure, c.Missing(), want, sure)
		}
	}
	small, large := Pack{Units: 30, Price: 1000}, Pack{Units: 90, Price: 2400}
	f(1, 1000, True, small)
	f(30, 1000, True, small)
	f(31, 2000, True, small)
	f(90, 2400, True, small, large)
	f(60, 2000, True, small, large)
	f(61, 2400, True, small, large) // one large pack for less than three small ones
	f(120, 3400, True, small, large)
	f(60, 2000, Unsure, small, Pack{Units: 60, Price: NotGiven})
	f(60, 2000, Unsure, small, Pack{Units: NotGiven, Price: 1000})
	f(1024, 11*2400+1000+1000, True, small, large) // 990, and 34 more
	f(1025, 11*2400+1000+1000, True, small, large)
	f(90*100, 2400*100, True, small, large)
	f(90*100+1, 2400*100+1000, True, small, large)
}

// Every useful combination is tried and compared.
func TestCheapestPacksAgainstAll(t *testing.T) {
	random := rand.New(rand.NewPCG(20260310, 1))
	for range 2000 {
		packs := make([]Pack, 1+random.IntN(3))
		for i := range packs {
			packs[i] = Pack{Units: 1 + random.Int32N(12), Price: Cents(1 + random.IntN(40))}
		}
		units := 1 + random.IntN(30)
		got, _ := dispensed(int32(units), packs...).CheapestPacks()
		if want := cheapestOfAll(packs, units); got != want {
			t.Fatalf("%d units of %v: got %s; want %s", units, packs, got, want)
		}
	}
}

// cheapestOfAll tries every useful number of the first pack, with the other packs for the rest.
func cheapestOfAll(packs []Pack, units int) Cents {
	if units <= 0 {
		return 0
	}
	if len(packs) == 0 {
		return unreachable
	}
	best := unreachable
	for n := 0; (n-1)*int(packs[0].Units) < units; n++ {
		best = min(best, Cents(n)*packs[0].Price+cheapestOfAll(packs[1:], units-n*int(packs[0].Units)))
	}
	return best
}

// Beyond the bound the price found is one that can be had.
func TestCheapestPacksInBulk(t *testing.T) {
	random := rand.New(rand.NewPCG(20260310, 2))
	for range 200 {
		packs := []Pack{{Units: 1 + random.Int32N(30), Price: Cents(1 + random.IntN(400))}, {Units: 1 + random.Int32N(30), Price: Cents(1 + random.IntN(400))}}
		units := mostUnits + 1 + random.IntN(5000)
		got, _ := dispensed(int32(units), packs...).CheapestPacks()
		if want := cheapestOfAll(packs, units); got != want { // packs of 30 at most are small beside the bound
			t.Fatalf("%d units of %v: got %s; want %s", units, packs, got, want)
		}
	}
}
