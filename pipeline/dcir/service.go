package dcir

import "vigie/rules/claim"

// class is how the audit treats an act.
type class uint8

const (
	classTransport      class = iota
	classCare                 // any act that is not a transport
	classLeftOut              // a franchise line, or one for information
	classUnknownService       // a transport of a service that has no claims
)

// The natures of act (PRS_NAT_REF) that are treated apart.
const (
	natureFranchise           = 1973 // without third-party payment; 1974 with it
	natureFranchiseThirdParty = 1974
	firstTransportNature      = 4200
	lastTransportNature       = 4299
	qualifierForInformation   = 71 // DPN_QLF, or PRS_DPN_QLP as it was sent
)

// services are the transport services that have claims, by PRS_NAT_REF.
var services = map[int64]claim.Service{
	4212: claim.Ambulance, 4221: claim.Ambulance,
	4213: claim.VSL,
	4210: claim.Taxi, 4214: claim.Taxi, 4217: claim.Taxi, 4218: claim.Taxi, 4220: claim.Taxi, 4229: claim.Taxi,
	4215: claim.PrivateVehicle,
}

// classOf classifies an act by its nature, and by whether a qualifier says that it is for information alone (DPN_QLF or PRS_DPN_QLP).
func classOf(nature int64, forInformation bool) (class, claim.Service) {
	service, known := services[nature]
	switch {
	case nature == natureFranchise, nature == natureFranchiseThirdParty, forInformation:
		return classLeftOut, 0
	case known:
		return classTransport, service
	case nature >= firstTransportNature && nature <= lastTransportNature:
		return classUnknownService, 0
	}
	return classCare, 0
}

// operatorKindOf derives the operator of a transport from PSE_ACT_NAT (IR_ACT_V).
func operatorKindOf(activity int64) claim.OperatorKind {
	switch activity {
	case 55:
		return claim.AmbulanceCompany
	case 56:
		return claim.TaxiCompany
	}
	return claim.OtherOperator
}

// sickLeave reports whether an act pays a daily allowance for sick leave (IR_NAT_V).
func sickLeave(nature int64) bool { return nature >= 6110 && nature <= 6119 }

// providerOf derives the provider and the kind of care from PSE_ACT_NAT (IR_ACT_V) and PSE_SPE_COD (IR_SPE_V). Where neither is
// filled an establishment billed the act, and the kind of care is not known.
func providerOf(activity, speciality int64) (claim.ProviderKind, claim.CareKind) {
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

// insuranceOf reads RGO_ASU_NAT. Other risks are not part of the contract.
func insuranceOf(risk int64) claim.Insurance {
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

// exemptionOf reports whether EXO_MTF is one of the exemptions for a long illness to which the act is related (IR_EXO_V).
func exemptionOf(ground int64) claim.Flag {
	switch ground {
	case 42, 44, 46:
		return claim.Yes
	}
	return claim.No
}

// thirdPartyOf reads DRG_NAT, which says who was paid (IR_DRG_V).
func thirdPartyOf(payee int64) claim.Flag {
	switch {
	case payee == 10:
		return claim.No
	case payee >= 31 && payee <= 37:
		return claim.Yes
	}
	return 0
}

// reasonOf reads TRS_TRS_MTF (IR_MTR_V). The first digit says that the trip is one of a series, the last that it is longer than 150
// km. Of the other codes, only those for the way to or from a hospital stay are reasons of R322-10.
func reasonOf(motive int64) claim.Reason {
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
