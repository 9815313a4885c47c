package law

import (
	"errors"
	"testing"
)

func TestSetParameter(t *testing.T) {
	f := func(name, value string, threshold Threshold, want int64) {
		t.Helper()
		p := Defaults()
		if err := p.Set(name, value); err != nil {
			t.Errorf("%s: %s: %v", name, value, err)
			return
		}
		if got := p.On(threshold, on(2026, 3, 1)); got != want {
			t.Errorf("%s: %s: got %d; want %d", name, value, got, want)
		}
		if !p.Definition(threshold).Set || Defaults().Definition(threshold).Set {
			t.Errorf("%s: a parameter is marked as set in its run alone", name)
		}
	}
	f("long_distance_km", "100", LongDistanceKm, 1000)
	f("long_distance_km", "100.5", LongDistanceKm, 1005)
	f("prescription_validity", "2 years", PrescriptionValidityYears, 2)
	f("nearest_tolerance_ratio", "0.1", NearestToleranceRatio, 10)
	f("nearest_tolerance_ratio", "0.25", NearestToleranceRatio, 25)
	f("km_tolerance_measured", "3 km, 10 %", MeasuredKmTolerance, 30)
	f("km_tolerance_measured", "3 km, 10 %", MeasuredKmTolerancePercent, 10)
	f("km_tolerance_route", "4,25%", RouteKmTolerancePercent, 25)

	refused := func(name, value string) {
		t.Helper()
		if err := Defaults().Set(name, value); !errors.Is(err, ErrParameter) {
			t.Errorf("%s: %s: got %v; want it refused", name, value, err)
		}
	}
	refused("no_such_thing", "1")
	refused("long_distance_km", "")
	refused("long_distance_km", "-1")
	refused("long_distance_km", "100.55")
	refused("long_distance_km", "many")
	refused("prescription_validity", "1.5")
	refused("km_tolerance_measured", "3")
}
