package rules

import "vigie/rules/law"

// Chapter is one item of article R147-8 with its rules, or with the reason why it has none.
type Chapter struct {
	Item   law.Item // empty for the rules on other bases
	Text   string   // what the item forbids, in short
	Rules  []*Rule
	Beyond []OutOfReach
}

// OutOfReach is a check that the data of the contract cannot decide.
type OutOfReach struct{ ID, Reason string }

// Outline is article R147-8 as its own table of contents, then the rules on other bases. Its order is that of the catalogue.
var Outline = []Chapter{
	{law.Item1a, "acts, services or products that were not provided", []*Rule{
		&afterDeath, &duplicateClaim, &patientInTwoPlaces, &vehicleInTwoPlaces, &crewInTwoVehicles, &duringFullStay,
		&noCareAtDestination, &noCareAtOrigin, &implausibleSpeed, &vehicleDayOverload, &patientDayOverload, &moreVehiclesThanFleet, &prescriptionReused,
	}, nil},
	{law.Item1b, "a card diverted from its use", []*Rule{&cardOpposed, &cardInTwoPlaces, &cardReadDuringStay}, nil},
	{law.Item2a, "conditions of payment or prescription not respected", []*Rule{
		&careInFacilityMissions, &careDisabilityNoAgreement, &careAgreementRefused, &agreementChannel, &prescriberUnderAgreement,
		&transportWithoutLicence, &taxiWithoutConvention, &taxiOutsideAnnex, &taxiDrivingAttestation, &prescriberNotRegistered,
		&reasonNotCovered, &aldWithoutProtocol, &hospitalisationNotMet, &camspNotMet, &seriesNotMet, &longDistanceNotMet, &leaveTransport, &maternityLodging,
	}, nil},
	{law.Item2b, "repeatedly, no mention that a prescription is not reimbursable", []*Rule{&unmarkedNonReimbursable}, nil},
	{law.Item2c, "repeatedly, misuse-prone drugs without the pharmacist's name", []*Rule{&pharmacistNotNamed}, nil},
	{law.Item2d, "repeatedly, a dearer pack than needed", []*Rule{&dearerPack}, nil},
	{law.Item2e, "acts billed as a work accident without link to one", []*Rule{&workAccidentWithoutFile}, nil},
	{law.Item2f, "repeatedly, prescriptions outside the ALD protocol", []*Rule{&outsideALDProtocol}, nil},
	{law.Item2g, "prescribed mode of transport, or the billing rules of transport, not respected", []*Rule{
		&modeAbovePrescription, &modeBelowPrescription, &noPrescription, &prescriptionAfterTrip, &prescriptionExpired,
		&prescriptionIncomplete, &kmAboveRoute, &nearestStructure, &longDistanceNoAgreement, &seriesNoAgreement,
		&camspNoAgreement, &planeBoatNoAgreement, &agreementRefused, &beforeTacitAgreement, &outsideAgreement, &escortFare, &tariffCodes, &taxiPrice, &urgentNotByAmbulance, &invoiceIncomplete,
	}, nil},
	{law.Item2h, "ambulance companies: vehicle or crew that do not conform", []*Rule{
		&crewSize, &crewQualification, &drivingAttestation, &firstAidCertificate, &vehicleCategory, &vslOverloaded, &ambulanceTwoPatients,
	}, nil},
	{law.Item2i, "taxis: no parking licence, or no professional card in force", []*Rule{
		&noParkingLicence, &parkingLicenceExpired, &noProfessionalCard,
	}, nil},
	{law.Item2j, "abuse found by the medical service", nil, []OutOfReach{
		{"2j-medical-abuse", "the medical service alone establishes it (L315-1 II): no claim or register shows it"},
	}},
	{law.Item3, "control obstructed", []*Rule{&requestUnanswered}, nil},
	{law.Item4a, "repeatedly, the form and the sending of documents", []*Rule{&sentLate}, nil},
	{law.Item4b, "repeatedly, no mention under L160-8", []*Rule{&unmarkedNotCovered}, nil},
	{law.Item4c, "repeatedly, acts missing on the accident sheet", []*Rule{&accidentSheetMissing}, nil},
	{law.Item4d, "repeatedly, no medical grounds for sick leave or transport", []*Rule{&noMedicalGrounds}, nil},
	{law.Item4e, "repeatedly, no dispensing mentions", nil, []OutOfReach{
		{"4e-dispensing-mentions", "the mentions stand on the paper alone: only a scan of the prescription shows them"},
	}},
	{law.Item5, "level above the mean after two agreement periods", []*Rule{&abovePeers}, nil},
	{law.Item6, "reduction objective not reached", []*Rule{&targetMissed}, nil},
	{"", "rules on other bases", []*Rule{
		&sharedWithoutAbatement, &sharedCodeAlone, &sharedRefusedThirdParty, &sharedDetour, &sharedIncompatible, &hospitalPays,
		&yearlyBalance, &prescribesAboveMean,
	}, []OutOfReach{
		{"cheaper-mode-possible", "never: since 25 January 2019 L322-5 asks for the cheaper route alone, no longer for the cheaper mode (QPC 2018-757)"},
	}},
}

// All lists every rule in catalogue order.
func All() []*Rule {
	var all []*Rule
	for _, c := range Outline {
		all = append(all, c.Rules...)
	}
	return all
}
