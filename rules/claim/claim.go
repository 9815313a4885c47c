// Package claim has the vocabulary of the rules: claims and register rows as the contract names them, and Case, the one claim
// under examination that rules read.
//
// French words stay where English has none. ADS: autorisation de stationnement, a taxi's licence to wait for fares. VSL:
// véhicule sanitaire léger. Agrément: the licence of an ambulance company. ALD: affection de longue durée, a long illness
// exempt from co-payment. DEA: diplôme d'État d'ambulancier.
package claim

import "vigie/rules/civil"

// Claim is one billed line, a transport leg or an act of care, as it was read.
//
// Known says which columns hold a value: filled ones, and empty ones whose emptiness means something ("not dead"). A field
// whose bit is not set is zero and means nothing. Strings may point into the reader's buffer: they are valid until the next
// claim is read, and must be cloned to be kept. Rules never see a Claim, they read a Case.
type Claim struct {
	Kind    Kind
	Known   Columns // columns that hold a value in this claim
	Present Columns // columns that the file has, without one whose cell does not say whether it is filled

	Pseudonymous bool // the ids of patient, driver and attendant are pseudonyms, as in the ledger of a run with a key

	ClaimID   string
	Cancels   string
	InvoiceID string
	BillerID  string // operator_id or provider_id
	PatientID string

	SentOn      civil.Day
	PatientBorn civil.Day
	PatientDied civil.Day // civil.Never where the patient is not known to have died
	PaidOn      civil.Day

	SentBy            Channel
	ThirdPartyPayment Flag
	AgreementFlag     Flag
	ALDExempt         Flag // billed at the exemption for a long illness
	Insurance         Insurance

	PrescriptionID   string // empty: no prescription
	AccidentID       string
	CardID           string
	CardReadPostcode string
	CardReadAt       civil.Moment

	AmountBilled     Cents
	AmountReimbursed Cents

	// Transports only.
	OperatorKind      OperatorKind
	Service           Service
	Reason            Reason
	SharedCode        uint8 // patients that an abatement was billed for; 0 for none; ThreeOrMore
	SharingRefused    Flag
	Surcharge         Surcharge
	Emergency         Flag
	DepartedAt        civil.Moment
	ArrivedAt         civil.Moment
	BilledKm          Km
	MeasuredKm        Km
	Plate             string // upper case, without blanks and hyphens
	DriverID          string
	AttendantID       string // empty: nobody
	DriverName        string
	AttendantName     string
	DeparturePostcode string
	ArrivalPostcode   string
	DepartureFacility string // empty: no care structure
	ArrivalFacility   string
	TariffCodes       string // as written, ';' between codes

	// Care only.
	ProviderKind      ProviderKind
	CareKind          CareKind
	AccidentSheet     Flag
	DisabilityRelated Flag
	MisuseProne       Flag
	ProviderPostcode  string
	ActCode           string
	FacilityID        string
	PackCode          string
	PerformedAt       civil.Moment
	PerformedOn       civil.Day // of a transport too where DepartedAt is not known, or begins the day after the one of the bill
	Packs             int32
	UnitsPrescribed   int32
}

// Day is the local day of pick-up or of the act. The law of that day applies.
func (c *Claim) Day() civil.Day {
	if c.Kind == Care {
		if c.PerformedAt.Known() {
			return c.PerformedAt.Day()
		}
		return c.PerformedOn
	}
	if c.PerformedOn.Known() {
		return c.PerformedOn
	}
	return c.DepartedAt.Day()
}

// Liberal says whether R147-8 names billers of this kind: liberal professionals, suppliers and providers of services. Claims of
// others (a fare, a private car, a hospital, a medico-social establishment) are judged too, under no item.
func (c *Claim) Liberal() bool {
	if c.Kind == Care {
		return c.ProviderKind != ProviderHospital && c.ProviderKind != ProviderESMS
	}
	switch c.Service {
	case PublicTransport, PrivateVehicle, ScheduledPlane, ScheduledBoat:
		return false
	}
	return true
}

// Columns is a set of columns of one kind of claim.
type Columns uint64

// Has says whether the column is in the set.
func (s Columns) Has(c Column) bool { return s>>c&1 != 0 }

// With is the set and one column more.
func (s Columns) With(c Column) Columns { return s | 1<<c }

// Column is a column of the contract, of transports or of care.
type Column uint8

// The columns in the order of the contract: those of transports, then those that only care has.
const (
	ColClaimID Column = iota
	ColCancels
	ColInvoiceID
	ColSentOn
	ColSentBy
	ColThirdPartyPayment
	ColOperatorID
	ColOperatorKind
	ColPatientID
	ColPatientBorn
	ColPatientDied
	ColService
	ColReason
	ColPrescriptionID
	ColPlate
	ColDriverID
	ColAttendantID
	ColDriverName
	ColAttendantName
	ColDepartedAt
	ColArrivedAt
	ColDeparturePostcode
	ColArrivalPostcode
	ColDepartureFacility
	ColArrivalFacility
	ColBilledKm
	ColMeasuredKm
	ColSharedCode
	ColSharingRefused
	ColSurcharge
	ColEmergency
	ColAgreementFlag
	ColTariffCodes
	ColInsurance
	ColAccidentID
	ColCardID
	ColCardReadAt
	ColCardReadPostcode
	ColAmountBilled
	ColAmountReimbursed
	ColPaidOn
	ColProviderID
	ColProviderKind
	ColProviderPostcode
	ColActCode
	ColCareKind
	ColPerformedAt
	ColPerformedOn
	ColFacilityID
	ColAccidentSheet
	ColALDExempt // of transports too; the ledger's packing keeps the number it had before
	ColDisabilityRelated
	ColMisuseProne
	ColPackCode
	ColPacks
	ColUnitsPrescribed
	NumColumns
)

var columnNames = [NumColumns]string{
	"claim_id", "cancels", "invoice_id", "sent_on", "sent_by", "third_party_payment", "operator_id", "operator_kind",
	"patient_id", "patient_born", "patient_died", "service", "reason", "prescription_id", "plate", "driver_id",
	"attendant_id", "driver_name", "attendant_name", "departed_at", "arrived_at", "departure_postcode",
	"arrival_postcode", "departure_facility", "arrival_facility", "billed_km", "measured_km", "shared_code",
	"sharing_refused", "surcharge", "emergency", "agreement_flag", "tariff_codes", "insurance", "accident_id",
	"card_id", "card_read_at", "card_read_postcode", "amount_billed", "amount_reimbursed", "paid_on", "provider_id",
	"provider_kind", "provider_postcode", "act_code", "care_kind", "performed_at", "performed_on", "facility_id",
	"accident_sheet", "ald_exempt", "disability_related", "misuse_prone", "pack_code", "packs", "units_prescribed",
}

func (c Column) String() string { return columnNames[c] }
