package law

// The tariff of the national model convention of taxis, from TaxiConvention on. It was read on 30 November 2026 in two public programs
// that agree on every rate but that of Mayotte, which one of them leaves out, and in press that quotes it: secondary sources. A register
// taxi_prices replaces it. Numbers are in ten-thousandths of a euro, of a kilometre, or of one.
const (
	TaxiBase             = 13_0000
	TaxiBaseKm           = 4_0000
	TaxiBigCity          = 15_0000
	TaxiEmptyReturnShort = 2500
	TaxiEmptyReturnLong  = 5000
	TaxiNightFactor      = 1_5000
	TaxiShared2          = 2300
	TaxiShared3          = 3500
	TaxiShared4          = 3700
	TaxiWheelchair       = 30_0000
	TaxiOverseas         = 3_0000
)

// TaxiLongEmptyReturn is the distance in tenths of a kilometre from which the higher share is added for an empty return. The sources
// differ on this very distance; it counts for the taxi.
const TaxiLongEmptyReturn = 500

// TaxiRateOf is the price of a kilometre in a department; false where the table has none.
func TaxiRateOf(department string) (int64, bool) {
	rate, ok := taxiRates[department]
	return rate, ok
}

var taxiRates = map[string]int64{
	"01": 1_1300, "02": 1_2000, "03": 1_1900, "04": 1_1400, "05": 1_1800, "06": 1_2700, "07": 1_1700, "08": 1_1700, "09": 1_1500, "10": 1_1300,
	"11": 1_0800, "12": 1_1600, "13": 1_1000, "14": 1_0700, "15": 1_1300, "16": 1_1200, "17": 1_1000, "18": 1_2600, "19": 1_1600,
	"2A": 1_2700, "2B": 1_2700,
	"21": 1_1200, "22": 1_1300, "23": 1_1800, "24": 1_1100, "25": 1_0800, "26": 1_1600, "27": 1_2100, "28": 1_1900, "29": 1_0700, "30": 1_0800,
	"31": 1_1000, "32": 1_1900, "33": 1_0700, "34": 1_0700, "35": 1_0700, "36": 1_2500, "37": 1_1800, "38": 1_2200, "39": 1_1100, "40": 1_1300,
	"41": 1_1300, "42": 1_0800, "43": 1_2400, "44": 1_0800, "45": 1_0700, "46": 1_1300, "47": 1_1100, "48": 1_2500, "49": 1_0800, "50": 1_1600,
	"51": 1_1200, "52": 1_2600, "53": 1_0900, "54": 1_0900, "55": 1_1200, "56": 1_0700, "57": 1_1400, "58": 1_2700, "59": 1_2000, "60": 1_2000,
	"61": 1_1700, "62": 1_2000, "63": 1_0800, "64": 1_1400, "65": 1_0700, "66": 1_1800, "67": 1_0700, "68": 1_0700, "69": 1_0700, "70": 1_0800,
	"71": 1_1000, "72": 1_0700, "73": 1_1500, "74": 1_2200, "75": 1_2200, "76": 1_1800, "77": 1_0700, "78": 1_0700, "79": 1_0800, "80": 1_1500,
	"81": 1_0700, "82": 1_0700, "83": 1_1600, "84": 1_2000, "85": 1_0700, "86": 1_1100, "87": 1_1000, "88": 1_1000, "89": 1_1100, "90": 1_0800,
	"91": 1_0700, "92": 1_0700, "93": 1_0700, "94": 1_0700, "95": 1_0700,
	"971": 1_0700, "972": 1_2000, "973": 1_1000, "974": 1_2200, "976": 1_1000,
}

// DepartmentOf is the department of a postcode of five characters, as "01", "2A" or "974"; empty for anything else.
func DepartmentOf(postcode string) string {
	switch {
	case len(postcode) != 5:
		return ""
	case postcode == "97133":
		return "977"
	case postcode == "97150":
		return "978"
	case postcode[:2] == "97", postcode[:2] == "98":
		return postcode[:3]
	case postcode[:3] == "200", postcode[:3] == "201":
		return "2A"
	case postcode[:2] == "20":
		return "2B"
	}
	return postcode[:2]
}

// BigCityIn says whether a department has a city for which the tariff adds a fee: Bordeaux, Grenoble, Lille, Lyon, Marseille, Montpellier,
// Nantes, Nice, Paris, Rennes, Strasbourg and Toulouse, and the departments 92, 93 and 94. The list of communes around them was made
// longer and is not at hand, so that a whole department counts for the taxi.
func BigCityIn(department string) bool {
	switch department {
	case "06", "13", "31", "33", "34", "35", "38", "44", "59", "67", "69", "75", "92", "93", "94":
		return true
	}
	return false
}

// Overseas says whether a department is overseas.
func Overseas(department string) bool { return len(department) == 3 }
