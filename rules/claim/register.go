package claim

import (
	"iter"

	"vigie/rules/civil"
)

// Register is one reference table: the rows of a key, in file order. A nil Register was not supplied, which is not the same as
// a register without a row for the key.
type Register[Row any] interface {
	Of(key string) []Row
}

// Listing is a Register that can also be read as a whole: by key, in the order in which the keys first appear, the rows of a
// key in file order. The rows belong to the register and must not be changed.
type Listing[Row any] interface {
	Register[Row]
	All() iter.Seq[*Row]
}

// Registers are the reference tables of a run.
type Registers struct {
	Prescriptions       Register[Prescription] // by prescription_id
	Agreements          Register[Agreement]    // by prescription_id
	TreatmentAgreements Register[Agreement]    // by treatment_id of their prescription
	Convocations        Register[Convocation]  // by convocation_id
	Vehicles            Register[Vehicle]      // by plate
	Operators           Register[Operator]     // by operator_id
	Crew                Register[CrewMember]   // by person_id
	TaxiLicences        Register[TaxiLicence]  // by operator_id
	TaxiCards           Register[TaxiCard]     // by driver_id
	ConventionAnnex     Register[AnnexEntry]   // by operator_id
	Patients            Register[Patient]      // by patient_id
	Prescribers         Register[Prescriber]   // by prescriber_id
	Stays               Register[Stay]         // by patient_id

	Facilities          Listing[Facility]            // by facility_id
	AttachedPrescribers Register[AttachedPrescriber] // by facility_id
	ALDProtocols        Register[ALDProtocol]        // by patient_id
	Accidents           Register[Accident]           // by accident_id
	Cards               Register[Card]               // by card_id
	Routes              Register[Route]              // by both postcodes, "75001>69003"
	Packs               Register[Pack]               // by pack_code
	Products            Register[Pack]               // the same packs by product
	TaxiPrices          Listing[TaxiPrice]           // by element

	ControlRequests  Listing[ControlRequest]  // by subject_id
	AgreementPeriods Listing[AgreementPeriod] // by subject_id
	Targets          Listing[Target]          // by subject_id
	Professions      Listing[Profession]      // by subject_id
	Procedures       Listing[Procedure]       // by subject_id
	Suppressions     Listing[Suppression]     // by key, which is empty where a whole rule is suppressed

	// Partial names the registers in which a missing key proves nothing: they say of themselves that they do not cover everybody,
	// a row of them has a key that cannot be read, or they match no claim.
	Partial map[string]bool

	// Unmatched names the registers that match no claim, with how many keys were looked for. They are partial.
	Unmatched map[string]int64

	undecided map[string]map[string]bool // by register: keys of rows that cannot be read otherwise, or contradict each other
	zeros     map[string]*zeroKeys       // by register
}

// Treatments is what TreatmentAgreements is called where it leaves keys undecided: it is no register of the contract.
const Treatments = "treatments"

// Undecided says of a register which keys it leaves undecided, since rows of theirs could not be read or contradict each other,
// and whether a missing key proves nothing at all.
func (r *Registers) Undecided(register string, keys []string, partial bool) {
	if partial {
		if r.Partial == nil {
			r.Partial = map[string]bool{}
		}
		r.Partial[register] = true
	}
	if len(keys) == 0 {
		return
	}
	if r.undecided == nil {
		r.undecided = map[string]map[string]bool{}
	}
	if r.undecided[register] == nil {
		r.undecided[register] = make(map[string]bool, len(keys))
	}
	for _, key := range keys {
		r.undecided[register][key] = true
	}
}

// Decides says whether the rows of a key in a register are all that it has: each could be read, and no two
// contradict each other where a key has one row.
func (r *Registers) Decides(register, key string) bool {
	return r.undecided == nil || !r.undecided[register][key]
}

// In every row below, the zero value of a field means "not known": the column is absent, or empty where emptiness has no
// meaning. Counts and distances use NotGiven instead. A flag is never empty, since an empty cell means no. An open end is
// civil.Open. AbsentText stands for an absent text column whose emptiness would mean something.

// NotGiven is a count or distance that is not known.
const NotGiven = -1

// AbsentText is the text of an absent column in which an empty cell would mean "none".
const AbsentText = "\x00"

// Prescription is a row of prescriptions.csv.
type Prescription struct {
	PrescriptionID          string
	PatientID               string
	Kind                    Kind
	PrescriberID            string
	PrescriberFacility      string
	SignedOn                civil.Day
	SignedAt                civil.Moment // not known where only the day is written
	Mode                    Mode
	SharedCompatible        Flag
	Reason                  Reason
	Trips                   int32
	Emergency               Flag
	MedicalGrounds          Flag
	NonReimbursableRequired Flag
	NonReimbursableGround   Ground
	NonReimbursableMarked   Flag
	NamedPharmacyID         string // empty: no pharmacy is named
	EscortNeeded            Flag
	ArrivalFacility         string
	TreatmentID             string
}

// Ground is why a prescription must be marked as not reimbursable.
type Ground uint8

// The grounds: outside the indications (R147-8 2° b), or under L160-8 (4° b).
const (
	Indication Ground = iota + 1
	L160_8
)

var grounds = vocabulary{"indication", "l160_8"}

func (g Ground) String() string { return spell(grounds, g) }

// ReadGround reads a ground.
func ReadGround(b []byte) (Ground, bool) { return readWord[Ground](grounds, b) }

// Agreement is a row of agreements.csv: a request for prior agreement and what became of it.
type Agreement struct {
	AgreementID     string
	PrescriptionID  string
	SentOn          civil.Day
	ReceivedOn      civil.Day
	Complete        Flag
	Decision        Decision
	DecidedOn       civil.Day
	NotifiedOn      civil.Day // civil.Never where the cell is empty
	DelayDays       int32
	Service         string
	Trips           int32
	ValidFrom       civil.Day
	ValidTo         civil.Day
	Channel         Channel
	ChannelRequired Channel
	TreatmentID     string // that of its prescription; not a column of the file
}

// Convocation is a row of convocations.csv: it stands in for the prescription under R322-10 2°.
type Convocation struct {
	ConvocationID string
	PatientID     string
	IssuedOn      civil.Day
	Mode          Mode
}

// Vehicle is a row of vehicles.csv: an authorisation to put a vehicle in service.
type Vehicle struct {
	Plate      string
	OperatorID string
	Category   Category
	ValidFrom  civil.Day
	ValidTo    civil.Day
}

// Operator is a row of operators.csv. A licence or convention that begins on civil.Never was never given.
type Operator struct {
	OperatorID     string
	Kind           OperatorKind
	LicenceFrom    civil.Day
	LicenceTo      civil.Day
	ConventionFrom civil.Day
	ConventionTo   civil.Day
	Department     string
	Ambulances     int32
	VSLs           int32
	Taxis          int32
}

// CrewMember is a row of crew.csv.
type CrewMember struct {
	PersonID             string
	OperatorID           string
	Name                 string
	Qualification        Qualification
	QualifiedOn          civil.Day
	DrivingAttestationTo civil.Day // not known where the end was not recorded
	RenewalPending       Flag
	FirstAidTo           civil.Day // end of the first-aid certificate (AFGSU); not known where it was not recorded
	ValidFrom            civil.Day
	ValidTo              civil.Day
}

// TaxiLicence is a row of taxi_licences.csv: an ADS.
type TaxiLicence struct {
	ADSNumber  string
	Commune    string
	OperatorID string
	Plate      string
	IssuedOn   civil.Day
	ValidTo    civil.Day // civil.Open where no end was recorded
}

// TaxiCard is a row of taxi_cards.csv: a driver's professional card.
type TaxiCard struct {
	DriverID      string
	CardNumber    string
	Department    string
	ValidFrom     civil.Day
	ValidTo       civil.Day
	SuspendedFrom civil.Day // civil.Never where it never was
	SuspendedTo   civil.Day
	AttestationTo civil.Day // end of the prefect's attestation (R221-10); not known where it was not recorded
}

// AnnexEntry is a row of convention_annex.csv: a vehicle, a driver, or both, that annex 1 of a taxi's convention names.
type AnnexEntry struct {
	OperatorID string
	Plate      string // empty: the row names no vehicle
	DriverID   string // empty: the row names no driver
	ValidFrom  civil.Day
	ValidTo    civil.Day
}

// Patient is a row of patients.csv.
type Patient struct {
	PatientID   string
	HealthCover HealthCover
}

// HealthCover is the complementary cover that the fund itself gives.
type HealthCover uint8

// The covers.
const (
	C2S HealthCover = iota + 1
	AME
	NoCover
)

var covers = vocabulary{"c2s", "ame", "none"}

func (h HealthCover) String() string { return spell(covers, h) }

// ReadHealthCover reads a cover.
func ReadHealthCover(b []byte) (HealthCover, bool) { return readWord[HealthCover](covers, b) }

// Prescriber is a row of prescribers.csv.
type Prescriber struct {
	PrescriberID string
	Speciality   string
	ValidFrom    civil.Day
	ValidTo      civil.Day
}

// Stay is a row of stays.csv.
type Stay struct {
	PatientID  string
	FacilityID string
	Kind       StayKind
	EnteredOn  civil.Day
	LeftOn     civil.Day
}

// StayKind is where a patient stays.
type StayKind uint8

// The kinds of stay.
const (
	HospitalStay StayKind = iota + 1
	DayHospitalStay
	ESMSStay
	EHPADStay
)

var stayKinds = vocabulary{"hospital", "day_hospital", "esms", "ehpad"}

func (k StayKind) String() string { return spell(stayKinds, k) }

// ReadStayKind reads a kind of stay.
func ReadStayKind(b []byte) (StayKind, bool) { return readWord[StayKind](stayKinds, b) }
