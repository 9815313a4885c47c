package law

import (
	"encoding/csv"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// nomenclature is where the table of values is, next to a checkout, if it is there.
const nomenclature = "../../../shared/snds/nomenclature/IR_DTR_V.csv"

func TestTariffsAgreeWithTheNomenclature(t *testing.T) {
	file, err := os.Open(nomenclature)
	if err != nil {
		t.Skipf("the value table IR_DTR_V is not here, its labels stay unchecked: %v", err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes = ';', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	labelled := map[int]bool{}
	for _, row := range rows[1:] {
		code, err := strconv.Atoi(row[0])
		if err != nil {
			t.Fatalf("got code %q; want a number", row[0])
		}
		labelled[code] = true
		got, known := TariffOf(code)
		want := byLabel(row[1])
		if known != (want.Kind != 0) || got != want {
			t.Errorf("%d %q: got %v; want %v", code, row[1], got, want)
		}
	}
	for code := range tariffs {
		if _, known := TariffOf(code); known && !labelled[code] {
			t.Errorf("%d: the nomenclature has no such code", code)
		}
	}
}

// byLabel reads a label as a person would.
func byLabel(label string) (t Tariff) {
	says := func(words string) bool { return strings.Contains(label, words) }
	switch {
	case says("POUR ABA"):
		t.Vehicle = AmbulanceOnly
	case says("POUR VSL-TRAJET"):
		t.Vehicle = VSLOnly
	}
	if t.Vehicle != AnyVehicle {
		t.Band = bandByLabel(label)
	}
	switch {
	case says("INCONNUE"):
	case says("NUIT"):
		t.Kind = Night
	case says("DIMANCHE"), says("FERIE"):
		t.Kind = SundayRate
	case says("ABATTEMENT"):
		t.Kind = Abatement
	case t.Vehicle != AnyVehicle:
		t.Kind = ShortTrip
	case strings.HasPrefix(label, "FORFAIT"):
		t.Kind = Package
	case strings.HasPrefix(label, "KILOMETRES"):
		t.Kind = Kilometres
	default:
		t.Kind = Supplement
	}
	return t
}

// bandByLabel reads the kilometres of "TRAJET>A 5KM et <OU=10KM PARCOURUS", or of "TRAJET < OU = A 7KM PARCOURUS".
func bandByLabel(label string) Band {
	kilometres := regexp.MustCompile(`(\d+)K?M `).FindAllStringSubmatch(label, -1)
	limits := []int{0}
	for _, k := range kilometres {
		n, _ := strconv.Atoi(k[1])
		limits = append(limits, n)
	}
	return Band{limits[len(limits)-2], limits[len(limits)-1]}
}

// The lists of the rule catalogue, written out.
func TestCodeSets(t *testing.T) {
	f := func(name string, set Codes, want ...int) {
		t.Helper()
		var listed Codes
		for _, code := range want {
			listed = listed.With(code)
		}
		if set != listed {
			t.Errorf("%s: got %x; want %x", name, set, listed)
		}
	}
	f("night", NightCodes, 14, 15, 16, 23, 24, 48, 53, 56, 59, 64, 67, 70, 73, 76, 79, 82, 85, 88, 91, 94, 97)
	f("Sunday and holiday", SundayCodes, 17, 18, 19, 25, 26, 49, 54, 57, 60, 65, 68, 71, 74, 77, 80, 83, 86, 89, 92, 95, 98)
	f("ambulance bands", AmbulanceBands, 47, 48, 49, 52, 53, 54, 55, 56, 57, 58, 59, 60)
	f("reduced rate", ReducedRate, 22)
	f("emergency", Emergency, 43)
	f("approach and waiting", InFlatFee, 41, 45)
	for code := 63; code <= 98; code++ {
		if !VSLBands.Meets(Codes{}.With(code)) {
			t.Errorf("%d is a VSL band", code)
		}
	}
	if VSLBands.Meets(AmbulanceBands) || VSLBands.Meets(Codes{}.With(61).With(62)) {
		t.Error("the VSL bands begin at 63")
	}
}

func TestTariffOfUnknownCodes(t *testing.T) {
	for _, code := range []int{-1, 0, 10, 20, 27, 40, 50, 99, 100, 1 << 30} {
		if got, known := TariffOf(code); known {
			t.Errorf("%d: got %v; want no such code", code, got)
		}
	}
}
