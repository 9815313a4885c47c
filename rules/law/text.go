package law

// Texts outside the Code de la sécurité sociale. Their days come from what the law documents say; many are not known.

// LivreIV is the law of work accidents as a whole.
var LivreIV = secondHand("CSS livre IV", "?1985-12-21")

// Convention is the national convention of the ambulance companies (Journal officiel of 23 March 2003): cite an article by Part.
// Amendment11 is its amendment of the order of 3 May 2023, with the second scale of abatements.
var (
	Convention  = secondHand("convention nationale des transporteurs sanitaires", "2003-03-23").but("excerpts of the Journal officiel")
	Amendment11 = secondHand("arrêté du 3 mai 2023 (avenant 11 à la convention des transporteurs sanitaires)", "2023-05-06").but(
		"excerpt of the Journal officiel")
)

// TariffOrder is the order on the tariffs of VSL: annex IV C says when the night tariff is due. Its wordings after the first are not known.
// The annexes to the conventions of ambulances say the same.
var TariffOrder = secondHand("arrêté du 23 janvier 1995 (tarifs des VSL)", "?1995-01-23").but("copy of 2014 to 2016; the day of the Journal officiel was not read")

// Orders on the first-aid certificate (AFGSU): how long it holds, and that auxiliaries have it.
var (
	FirstAidOrder  = secondHand("arrêté du 30 décembre 2014 (AFGSU), art. 6", "").but("the day of the Journal officiel was not read")
	AuxiliaryOrder = secondHand("arrêté du 11 avril 2022 (auxiliaire ambulancier), art. 2", "2022-04-11").but("the day of the Journal officiel was not read")
)

// TaxiModelConvention is the national model of the conventions between taxis and funds (Journal officiel of 18 May 2025).
var TaxiModelConvention = secondHand("convention-type nationale des taxis, art. 1", "2025-11-01").but("excerpt of the Journal officiel")

// TaxiTariff is the annex of that convention with the prices.
var TaxiTariff = secondHand("convention-type nationale des taxis, annexe tarifaire", "2025-11-01").but("programs and press that quote it")

// Code de l'action sociale et des familles (CASF).
var R314_122 = secondHand("CASF R314-122", "2005-12-20").but("its text is in the project's law documents")

// Code de la santé publique (CSP), Code des transports, Code de la route. Of the legislative part of the Code des transports the first
// day is known, that of ordonnance n° 2010-1307, and not which wordings followed.
var (
	L6312_2  = secondHand("CSP L6312-2", "")
	L6312_4  = secondHand("CSP L6312-4", "")
	R6312_7  = secondHand("CSP R6312-7", "")
	R6312_8  = secondHand("CSP R6312-8", "")
	R6312_10 = secondHand("CSP R6312-10", "? 2026-08-16") // décret n° 2026-787
	R6312_14 = secondHand("CSP R6312-14", "")
	R5123_3  = secondHand("CSP R5123-3", "") // R147-8 2° d names it through CSS R162-20-6, which is no longer in the Code
	L3121_1  = secondHand("C. transports L3121-1", "?2010-12-01")
	L3121_2  = secondHand("C. transports L3121-2", "?2010-12-01")
	L3121_10 = secondHand("C. transports L3121-10", "?2010-12-01")
	R221_10  = secondHand("C. route R221-10", "")
	R221_11  = secondHand("C. route R221-11", "")
)
