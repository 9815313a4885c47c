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
	ShortTrip                        // a surcharge for a short distance, by day
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

// Tariff is the entry of a code in the table. Band is zero for a code that pays for no short distance.
type Tariff struct {
	Kind    TariffKind
	Vehicle Vehicle
	Band    Band
}

// Band is the kilometres of a short trip: over the one number, unless that is zero, up to and including the other.
type Band struct{ Over, UpTo int }

// The codes that rules name.
const (
	FlatFeeDepartment    = 11
	FlatFeeAgglomeration = 12
	FlatFeeParis         = 13
	NormalRateKm         = 21
	ReducedRateKm        = 22 // beyond 150 km, until June 2002
	StationFee           = 41
	EmergencyCall        = 43
	WaitingFee           = 45
)

// tariffs are the detail codes of transports as the nomenclature labels them (IR_DTR_V, April 2021). Its code 99, "unknown
// value", carries no meaning and is left out.
var tariffs = withBands([99]Tariff{
	FlatFeeDepartment: {Kind: Package}, FlatFeeAgglomeration: {Kind: Package}, FlatFeeParis: {Kind: Package},
	14: {Kind: Night}, 15: {Kind: Night}, 16: {Kind: Night},
	17: {Kind: SundayRate}, 18: {Kind: SundayRate}, 19: {Kind: SundayRate},
	NormalRateKm: {Kind: Kilometres}, ReducedRateKm: {Kind: Kilometres},
	23: {Kind: Night}, 24: {Kind: Night}, 25: {Kind: SundayRate}, 26: {Kind: SundayRate},
	StationFee:    {Kind: Supplement}, // station, port, airport
	42:            {Kind: Supplement}, // premature child
	EmergencyCall: {Kind: Supplement}, // emergency call
	44:            {Kind: Supplement}, // islands
	WaitingFee:    {Kind: Supplement}, // waiting, or slow driving
	46:            {Kind: Supplement}, // other supplement of a taxi
	51:            {Kind: Supplement}, // toll, or waterway
	61:            {Kind: Abatement}, 62: {Kind: Abatement},
})

// bands are the short distances in kilometres. The code of each is that by day; the next two are those by night, and on Sundays and
// holidays.
var bands = map[int]Tariff{
	47: {ShortTrip, AmbulanceOnly, Band{0, 5}},
	52: {ShortTrip, AmbulanceOnly, Band{5, 10}},
	55: {ShortTrip, AmbulanceOnly, Band{10, 15}},
	58: {ShortTrip, AmbulanceOnly, Band{15, 19}},
	63: {ShortTrip, VSLOnly, Band{0, 7}},
	66: {ShortTrip, VSLOnly, Band{7, 8}},
	69: {ShortTrip, VSLOnly, Band{8, 9}},
	72: {ShortTrip, VSLOnly, Band{9, 10}},
	75: {ShortTrip, VSLOnly, Band{10, 11}},
	78: {ShortTrip, VSLOnly, Band{11, 12}},
	81: {ShortTrip, VSLOnly, Band{12, 13}},
	84: {ShortTrip, VSLOnly, Band{13, 14}},
	87: {ShortTrip, VSLOnly, Band{14, 15}},
	90: {ShortTrip, VSLOnly, Band{15, 16}},
	93: {ShortTrip, VSLOnly, Band{16, 17}},
	96: {ShortTrip, VSLOnly, Band{17, 18}},
}

func withBands(table [99]Tariff) [99]Tariff {
	for code, t := range bands {
		table[code] = t
		t.Kind = Night
		table[code+1] = t
		t.Kind = SundayRate
		table[code+2] = t
	}
	return table
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
	Emergency      = Codes{}.With(EmergencyCall)
	InFlatFee      = Codes{}.With(StationFee).With(WaitingFee) // approach and waiting: in the flat fee of taxis since TaxiConvention
)
