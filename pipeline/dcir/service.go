package dcir

import "vigie/rules/claim"

// class is what an act is to the audit.
type class uint8

const (
	transport      class = iota
	care                 // any act that is no transport
	leftOut              // a franchise line, or one for information
	unknownService       // of the transports, and of none that has claims
)

// The natures of act (PRS_NAT_REF) that are told apart.
const (
	franchise           = 1973 // without third-party payment; 1974 with it
	franchiseThirdParty = 1974
	firstTransport      = 4200
	lastTransport       = 4299
	forInformation      = 71 // DPN_QLF
)

// services are the transports that have claims, by PRS_NAT_REF.
var services = map[int64]claim.Service{
	4212: claim.Ambulance, 4221: claim.Ambulance,
	4213: claim.VSL,
	4210: claim.Taxi, 4214: claim.Taxi, 4217: claim.Taxi, 4218: claim.Taxi, 4220: claim.Taxi, 4229: claim.Taxi,
	4215: claim.PrivateVehicle,
}

// classOf sorts an act by its nature and by what qualifies its expense.
func classOf(nature, qualifier int64) (class, claim.Service) {
	service, known := services[nature]
	switch {
	case nature == franchise, nature == franchiseThirdParty, qualifier == forInformation:
		return leftOut, 0
	case known:
		return transport, service
	case nature >= firstTransport && nature <= lastTransport:
		return unknownService, 0
	}
	return care, 0
}

// operatorKind reads PSE_ACT_NAT of a transport.
func operatorKind(activity int64) claim.OperatorKind {
	switch activity {
	case 55:
		return claim.AmbulanceCompany
	case 56:
		return claim.TaxiCompany
	}
	return claim.OtherOperator
}

// sickLeave says whether an act pays a daily allowance for sick leave (IR_NAT_V).
func sickLeave(nature int64) bool { return nature >= 6110 && nature <= 6119 }

// provider reads who gave an act, and of what kind that makes it, from PSE_ACT_NAT (IR_ACT_V) and PSE_SPE_COD (IR_SPE_V). Where
// neither is filled an establishment billed, and the kind of its act is not known.
func provider(activity, speciality int64) (claim.ProviderKind, claim.CareKind) {
	switch activity {
	case 24:
		return claim.ProviderAuxiliary, claim.Nursing
	case 25:
		return claim.ProviderAuxiliary, claim.Psychology
	case 26:
		return claim.ProviderAuxiliary, claim.Physiotherapy
	case 28:
		return claim.ProviderAuxiliary, claim.SpeechTherapy
	case 27, 29:
		return claim.ProviderAuxiliary, claim.OtherCare
	case 19, 53, 54:
		return claim.ProviderDoctor, claim.Dental
	case 21:
		return claim.ProviderDoctor, claim.Medical
	case 30, 39, 40:
		return claim.ProviderLaboratory, claim.Laboratory
	case 50, 51, 52:
		return claim.ProviderPharmacy, claim.Pharmacy
	case 60, 61, 62, 63, 64, 65, 66, 67, 68:
		return claim.ProviderSupplier, claim.Device
	case 55, 56, 57:
		return claim.ProviderSupplier, claim.OtherCare
	}
	switch speciality {
	case 0, 99:
		return claim.ProviderHospital, 0
	case 18, 36, 69:
		return claim.ProviderDoctor, claim.Dental
	}
	return claim.ProviderDoctor, claim.Medical
}

// insurance reads RGO_ASU_NAT; other risks are none of the contract's.
func insurance(risk int64) claim.Insurance {
	switch risk {
	case 10:
		return claim.Sickness
	case 30:
		return claim.Maternity
	case 40:
		return claim.WorkAccident
	}
	return 0
}

// exempt says whether EXO_MTF is one of the exemptions for a long illness that the act has to do with (IR_EXO_V).
func exempt(ground int64) claim.Flag {
	switch ground {
	case 42, 44, 46:
		return claim.Yes
	}
	return claim.No
}

// thirdParty reads DRG_NAT, to whom was paid (IR_DRG_V).
func thirdParty(payee int64) claim.Flag {
	switch {
	case payee == 10:
		return claim.No
	case payee >= 31 && payee <= 37:
		return claim.Yes
	}
	return 0
}

// reason reads TRS_TRS_MTF (IR_MTR_V): a series by its first digit, more than 150 km by its last. What else it says is no
// reason of R322-10 but for the way to and from a hospital stay.
func reason(motive int64) claim.Reason {
	switch {
	case motive/100 == 1:
		return claim.Series
	case motive%10 == 1:
		return claim.LongDistance
	case motive/10%10 == 1:
		return claim.Hospitalisation
	}
	return 0
}
