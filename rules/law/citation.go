package law

import (
	"time"

	"vigie/rules/civil"
)

// Ref is a text that a rule rests on. Version is the first day of the wording that was read; zero where it is not known.
// Checked is the day on which someone last compared the rule with Source.
type Ref struct {
	Name    string
	Version civil.Day
	Source  string
	Checked civil.Day
}

// Where the wordings were read. A rule that rests on second-hand reading alone says so where it gives a hard verdict.
const (
	consolidated = "consolidated text of the Code, version in the project's law documents"
	secondary    = "read in a secondary source; to be held against the official text"
)

func monthOf(m int) time.Month { return time.Month(m) }

func on(year, month, day int) civil.Day { return civil.Date(year, monthOf(month), day) }

// lastRead is the day on which the citations below were last read against their sources.
var lastRead = on(2026, 11, 22)

func text(name string, version civil.Day) Ref { return Ref{name, version, consolidated, lastRead} }

// but adds what could not be seen in the source.
func (r Ref) but(unseen string) Ref {
	r.Source += "; " + unseen
	return r
}

func secondHand(name string, version civil.Day) Ref { return Ref{name, version, secondary, lastRead} }

// Code de la sécurité sociale (CSS).
var (
	L133_4    = secondHand("CSS L133-4", 0)
	L160_8    = secondHand("CSS L160-8", 0)
	L161_31   = secondHand("CSS L161-31", 0)
	L161_33   = secondHand("CSS L161-33", 0)
	L162_1_15 = secondHand("CSS L162-1-15", 0)
	L162_4    = secondHand("CSS L162-4", 0)
	L162_4_1  = secondHand("CSS L162-4-1", 0)
	L162_4_2  = secondHand("CSS L162-4-2", 0)
	D162_17   = secondHand("CSS D162-17", on(2018, 10, 1))
	R161_47   = secondHand("CSS R161-47", 0)
	R162_20_6 = secondHand("CSS R162-20-6", 0)
	L315_2    = secondHand("CSS L315-2", 0)
	L324_1    = secondHand("CSS L324-1", 0)
	LivreIV   = secondHand("CSS livre IV", 0) // work accidents
	L441_5    = secondHand("CSS L441-5", 0)
	R147_8    = text("CSS R147-8", on(2018, 7, 29))
	R148_5    = text("CSS R148-5", on(2018, 7, 29))
	R148_6    = text("CSS R148-6", on(2018, 7, 29))
	R315_14   = text("CSS R315-14", on(2018, 7, 29))
	R315_15   = text("CSS R315-15", on(2018, 7, 29))
	R322_10   = text("CSS R322-10", on(2020, 1, 1))
	R322_10_1 = text("CSS R322-10-1", on(2006, 12, 30))
	R322_10_2 = text("CSS R322-10-2", on(2020, 1, 1))
	R322_10_3 = text("CSS R322-10-3", on(2006, 12, 30))
	R322_10_4 = text("CSS R322-10-4", on(2006, 12, 30))
	R322_10_5 = text("CSS R322-10-5", on(2006, 12, 30))
	R322_10_6 = text("CSS R322-10-6", on(2006, 12, 30))
	R322_10_7 = text("CSS R322-10-7", on(2006, 12, 30))
	R322_10_8 = text("CSS R322-10-8", on(2006, 12, 30))
	R322_10_9 = text("CSS R322-10-9", on(2022, 4, 14))
	R322_11_1 = secondHand("CSS R322-11-1", on(2025, 3, 1))
	L322_5    = secondHand("CSS L322-5", 0)
)

// The balance of the transports that an establishment prescribes, in the wording that décret n° 2017-500 repealed. The numbers
// of these articles have since been reused for shared transport.
var (
	R322_11_1Balance = text("CSS R322-11-1 (abrogé)", on(2015, 8, 1)).but(onlyTheMonth)
	R322_11_2Balance = text("CSS R322-11-2 (abrogé)", on(2015, 8, 1)).but(onlyTheMonth)
	R322_11_5Balance = text("CSS R322-11-5 (abrogé)", on(2015, 8, 1)).but(onlyTheMonth)
)

// onlyTheMonth is what could not be read of the articles on the balance: the law documents have their text but not their days.
const onlyTheMonth = "these articles stood together from 2015-08 to 2017-04-07, the first day was not verified"

// Orders of the ministers (arrêtés) on the norms of ambulances and VSL. Of the later one only the title was read.
var (
	VehicleNorms2009 = secondHand("arrêté du 10 février 2009 (véhicules de transport sanitaire)", on(2009, 2, 10))
	VehicleNorms2017 = secondHand("arrêté du 12 décembre 2017 (véhicules de transport sanitaire)", on(2017, 12, 12))
)

// Orders on the first-aid certificate (AFGSU): whom it is for and how long it holds (arts. 1 and 6), and that auxiliaries have it. The
// days of the Journal officiel were not read.
var (
	FirstAidOrder  = secondHand("arrêté du 30 décembre 2014 (AFGSU), art. 6", 0)
	AuxiliaryOrder = secondHand("arrêté du 11 avril 2022 (auxiliaire ambulancier), art. 2", on(2022, 4, 11))
)

// TaxiModelConvention is the national model of the conventions between taxis and funds (JO of 18 May 2025).
var TaxiModelConvention = secondHand("convention nationale des taxis, art. 1", on(2025, 11, 1))

// Code de l'action sociale et des familles (CASF).
var R314_122 = text("CASF R314-122", on(2005, 12, 20))

// Code de la santé publique (CSP), Code des transports, Code de la route.
var (
	L6312_2  = secondHand("CSP L6312-2", 0)
	L6312_4  = secondHand("CSP L6312-4", 0)
	R6312_7  = secondHand("CSP R6312-7", 0)
	R6312_8  = secondHand("CSP R6312-8", 0)
	R6312_10 = secondHand("CSP R6312-10", on(2026, 8, 16))
	R6312_14 = secondHand("CSP R6312-14", 0)
	R5123_3  = secondHand("CSP R5123-3", 0)
	L4113_1  = secondHand("CSP L4113-1", 0)
	L3121_1  = secondHand("C. transports L3121-1", 0)
	L3121_2  = secondHand("C. transports L3121-2", on(2014, 10, 1))
	L3121_10 = secondHand("C. transports L3121-10", 0)
	R221_10  = secondHand("C. route R221-10", on(2026, 3, 31))
	R221_11  = secondHand("C. route R221-11", on(2026, 3, 31))
)
