package law

// TariffKind is what a billed detail code (IR_DTR_V) pays.
type TariffKind uint8

// The kinds. A code that is not in the table has none.
const (
	Package    TariffKind = iota + 1 // the flat fee of a department, an agglomeration or the Paris region
	Night                            // the night surcharge on a flat fee, on kilometres or on a distance band
	SundayRate                       // the same for Sundays and holidays
	Kilometres                       // kilometres, at the normal rate or at the reduced one
	Abatement                        // what is taken off for patients who travel together
	Band                             // a surcharge for a short distance, by day
	Supplement                       // anything else that is paid on top
)

// Vehicle is the service that a distance band belongs to.
type Vehicle uint8

// The services with bands of their own.
const (
	AnyVehicle Vehicle = iota
	AmbulanceOnly
	VSLOnly
)

// Tariff is the entry of a code in the table.
type Tariff struct {
	Kind    TariffKind
	Vehicle Vehicle
}

// The codes that rules name.
const (
	FlatFeeDepartment    = 11
	FlatFeeAgglomeration = 12
	FlatFeeParis         = 13
	NormalRateKm         = 21
	ReducedRateKm        = 22 // beyond 150 km
)

// tariffs are the detail codes of transports as the nomenclature labels them (IR_DTR_V, April 2021). Its code 99, "unknown
// value", carries no meaning and is left out.
var tariffs = [...]Tariff{
	FlatFeeDepartment: {Package, AnyVehicle}, FlatFeeAgglomeration: {Package, AnyVehicle}, FlatFeeParis: {Package, AnyVehicle},
	14: {Night, AnyVehicle}, 15: {Night, AnyVehicle}, 16: {Night, AnyVehicle},
	17: {SundayRate, AnyVehicle}, 18: {SundayRate, AnyVehicle}, 19: {SundayRate, AnyVehicle},
	NormalRateKm: {Kilometres, AnyVehicle}, ReducedRateKm: {Kilometres, AnyVehicle},
	23: {Night, AnyVehicle}, 24: {Night, AnyVehicle}, 25: {SundayRate, AnyVehicle}, 26: {SundayRate, AnyVehicle},
	41: {Supplement, AnyVehicle},                                                           // station, port, airport
	42: {Supplement, AnyVehicle},                                                           // premature child
	43: {Supplement, AnyVehicle},                                                           // emergency call
	44: {Supplement, AnyVehicle},                                                           // islands
	45: {Supplement, AnyVehicle},                                                           // waiting, or slow driving
	46: {Supplement, AnyVehicle},                                                           // other supplement of a taxi
	47: {Band, AmbulanceOnly}, 48: {Night, AmbulanceOnly}, 49: {SundayRate, AmbulanceOnly}, // up to 5 km
	51: {Supplement, AnyVehicle},                                                           // toll, or waterway
	52: {Band, AmbulanceOnly}, 53: {Night, AmbulanceOnly}, 54: {SundayRate, AmbulanceOnly}, // 5 to 10 km
	55: {Band, AmbulanceOnly}, 56: {Night, AmbulanceOnly}, 57: {SundayRate, AmbulanceOnly}, // 10 to 15 km
	58: {Band, AmbulanceOnly}, 59: {Night, AmbulanceOnly}, 60: {SundayRate, AmbulanceOnly}, // 15 to 19 km
	61: {Abatement, AnyVehicle}, 62: {Abatement, AnyVehicle},
	63: {Band, VSLOnly}, 64: {Night, VSLOnly}, 65: {SundayRate, VSLOnly}, // up to 7 km, then kilometre by kilometre
	66: {Band, VSLOnly}, 67: {Night, VSLOnly}, 68: {SundayRate, VSLOnly},
	69: {Band, VSLOnly}, 70: {Night, VSLOnly}, 71: {SundayRate, VSLOnly},
	72: {Band, VSLOnly}, 73: {Night, VSLOnly}, 74: {SundayRate, VSLOnly},
	75: {Band, VSLOnly}, 76: {Night, VSLOnly}, 77: {SundayRate, VSLOnly},
	78: {Band, VSLOnly}, 79: {Night, VSLOnly}, 80: {SundayRate, VSLOnly},
	81: {Band, VSLOnly}, 82: {Night, VSLOnly}, 83: {SundayRate, VSLOnly},
	84: {Band, VSLOnly}, 85: {Night, VSLOnly}, 86: {SundayRate, VSLOnly},
	87: {Band, VSLOnly}, 88: {Night, VSLOnly}, 89: {SundayRate, VSLOnly},
	90: {Band, VSLOnly}, 91: {Night, VSLOnly}, 92: {SundayRate, VSLOnly},
	93: {Band, VSLOnly}, 94: {Night, VSLOnly}, 95: {SundayRate, VSLOnly},
	96: {Band, VSLOnly}, 97: {Night, VSLOnly}, 98: {SundayRate, VSLOnly},
}

// TariffOf is the entry of a code, and false where the code is not in the table.
func TariffOf(code int) (Tariff, bool) {
	if code < 0 || code >= len(tariffs) {
		return Tariff{}, false
	}
	return tariffs[code], tariffs[code].Kind != 0
}

// Codes is a set of detail codes of the table.
type Codes [2]uint64

// With is the set with one more code.
func (s Codes) With(code int) Codes {
	s[code>>6&1] |= 1 << (code & 63)
	return s
}

// Meets says whether two sets have a code in common.
func (s Codes) Meets(o Codes) bool { return s[0]&o[0]|s[1]&o[1] != 0 }

func codesWhere(is func(Tariff) bool) (s Codes) {
	for code, t := range tariffs {
		if is(t) {
			s = s.With(code)
		}
	}
	return s
}

// The sets that rules use.
var (
	NightCodes     = codesWhere(func(t Tariff) bool { return t.Kind == Night })
	SundayCodes    = codesWhere(func(t Tariff) bool { return t.Kind == SundayRate })
	AmbulanceBands = codesWhere(func(t Tariff) bool { return t.Vehicle == AmbulanceOnly })
	VSLBands       = codesWhere(func(t Tariff) bool { return t.Vehicle == VSLOnly })
	ReducedRate    = Codes{}.With(ReducedRateKm)
)
