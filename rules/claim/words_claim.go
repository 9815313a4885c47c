package claim

// Channel is how a bill or a request was sent.
type Channel uint8

// The channels.
const (
	Electronic Channel = iota + 1
	Paper
	AnyChannel
)

var channels = vocabulary{"electronic", "paper", "any"}

func (c Channel) String() string { return spell(channels, c) }

// ReadChannel reads electronic or paper.
func ReadChannel(b []byte) (Channel, bool) { return readWord[Channel](channels[:2], b) }

// ReadRequiredChannel reads electronic or any.
func ReadRequiredChannel(b []byte) (Channel, bool) {
	c, ok := readWord[Channel](channels, b)
	return c, ok && c != Paper
}

// Insurance is the risk that bears the cost (RGO_ASU_NAT 10, 30, 40).
type Insurance uint8

// The risks.
const (
	Sickness Insurance = iota + 1
	Maternity
	WorkAccident
)

var insurances = vocabulary{"sickness", "maternity", "work_accident"}

func (i Insurance) String() string { return spell(insurances, i) }

// ReadInsurance reads a risk.
func ReadInsurance(b []byte) (Insurance, bool) { return readWord[Insurance](insurances, b) }

// OperatorKind is the kind of enterprise that billed a transport (PSE_ACT_NAT 55, 56, 57).
type OperatorKind uint8

// The kinds of operator.
const (
	AmbulanceCompany OperatorKind = iota + 1
	TaxiCompany
	OtherOperator
)

var operatorKinds = vocabulary{"ambulance", "taxi", "other"}

func (k OperatorKind) String() string { return spell(operatorKinds, k) }

// ReadOperatorKind reads a kind of enterprise.
func ReadOperatorKind(b []byte) (OperatorKind, bool) { return readWord[OperatorKind](operatorKinds, b) }

// Surcharge is billed on top of a trip.
type Surcharge uint8

// The surcharges.
const (
	NoSurcharge Surcharge = iota + 1
	NightSurcharge
	SundaySurcharge
)

var surcharges = vocabulary{"none", "night", "sunday_holiday"}

func (s Surcharge) String() string { return spell(surcharges, s) }

// ReadSurcharge reads a surcharge.
func ReadSurcharge(b []byte) (Surcharge, bool) { return readWord[Surcharge](surcharges, b) }

// ProviderKind is who billed an act of care.
type ProviderKind uint8

// The kinds of provider. ESMS is an établissement ou service médico-social.
const (
	ProviderDoctor ProviderKind = iota + 1
	ProviderAuxiliary
	ProviderHealthCentre
	ProviderHospital
	ProviderESMS
	ProviderPharmacy
	ProviderLaboratory
	ProviderSupplier
)

var providerKinds = vocabulary{"doctor", "auxiliary", "health_centre", "hospital", "esms", "pharmacy", "laboratory", "supplier"}

func (k ProviderKind) String() string { return spell(providerKinds, k) }

// ReadProviderKind reads a kind of provider.
func ReadProviderKind(b []byte) (ProviderKind, bool) { return readWord[ProviderKind](providerKinds, b) }

// CareKind is the kind of an act.
type CareKind uint8

// The kinds of care.
const (
	Nursing CareKind = iota + 1
	Physiotherapy
	SpeechTherapy
	Psychomotor
	OccupationalTherapy
	Psychology
	Medical
	Dental
	Pharmacy
	Laboratory
	Device
	SickLeave
	OtherCare
)

var careKinds = vocabulary{"nursing", "physiotherapy", "speech_therapy", "psychomotor", "occupational_therapy", "psychology", "medical",
	"dental", "pharmacy", "laboratory", "device", "sick_leave", "other"}

func (k CareKind) String() string { return spell(careKinds, k) }

// ReadCareKind reads a kind of care.
func ReadCareKind(b []byte) (CareKind, bool) { return readWord[CareKind](careKinds, b) }
