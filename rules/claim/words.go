package claim

// Kind is what was billed: a transport or an act of care.
type Kind uint8

// The two kinds of claim.
const (
	Transport Kind = iota
	Care
)

func (k Kind) String() string {
	if k == Care {
		return "care"
	}
	return "transport"
}

// word is a value of a closed vocabulary. Zero means "not known".
type word interface{ ~uint8 }

// vocabulary lists the words of a type in order; the first has the value 1.
type vocabulary []string

// readWord finds a word; for a word that is not in the vocabulary it returns false.
func readWord[W word](v vocabulary, b []byte) (W, bool) {
	for i, w := range v {
		if string(b) == w {
			return W(i + 1), true
		}
	}
	return 0, false
}

func spell[W word](v vocabulary, w W) string {
	if w == 0 || int(w) > len(v) {
		return ""
	}
	return v[w-1]
}

// Flag is yes, no, or not known.
type Flag uint8

// The values of a Flag.
const (
	No Flag = iota + 1
	Yes
)

func (f Flag) String() string {
	switch f {
	case Yes:
		return "true"
	case No:
		return "false"
	}
	return ""
}

// ReadFlag reads true, false, 1, 0, oui or non.
func ReadFlag(b []byte) (Flag, bool) {
	switch string(b) {
	case "true", "1", "oui":
		return Yes, true
	case "false", "0", "non":
		return No, true
	}
	return 0, false
}

// Service is what is billed (PRS_NAT_REF). VSL is a véhicule sanitaire léger, a seated medical car; Escort is the fare of
// a person who accompanies the patient.
type Service uint8

// The services.
const (
	Ambulance Service = iota + 1
	VSL
	Taxi
	PublicTransport
	ScheduledPlane
	ScheduledBoat
	PrivateVehicle
	Escort
)

var services = vocabulary{"ambulance", "vsl", "taxi", "public_transport", "scheduled_plane", "scheduled_boat", "private_vehicle", "escort"}

func (s Service) String() string { return spell(services, s) }

// ReadService reads a service by its word in the contract.
func ReadService(b []byte) (Service, bool) { return readWord[Service](services, b) }

// Class ranks the means of transport of R322-10-1; the dearest is the highest.
type Class uint8

// The three classes. Seated is the transport assis professionnalisé: VSL and taxi alike.
const (
	Individual Class = iota + 1
	Seated
	Lying
)

// Class is the class of a service; zero for the fare of an escort, which is not a means of transport of the patient.
func (s Service) Class() Class {
	switch s {
	case Ambulance:
		return Lying
	case VSL, Taxi:
		return Seated
	case Escort, 0:
		return 0
	}
	return Individual
}

// Mode is the means of transport that the prescriber chose; ModeOmitted where the prescription names none.
type Mode uint8

// The modes.
const (
	ModeAmbulance Mode = iota + 1
	ModeSeated
	ModeIndividual
	ModeOmitted
)

var modes = vocabulary{"ambulance", "seated", "individual"}

func (m Mode) String() string { return spell(modes, m) }

// ReadMode reads a mode; an empty one is ModeOmitted.
func ReadMode(b []byte) (Mode, bool) {
	if len(b) == 0 {
		return ModeOmitted, true
	}
	return readWord[Mode](modes, b)
}

// Class is the class that the mode names; zero where it was omitted.
func (m Mode) Class() Class {
	switch m {
	case ModeAmbulance:
		return Lying
	case ModeSeated:
		return Seated
	case ModeIndividual:
		return Individual
	}
	return 0
}

// Reason is why the patient travels (R322-10 1° and 2°, R322-10-8, R322-10-9); ReasonOmitted where a prescription names none.
type Reason uint8

// The reasons.
const (
	Hospitalisation Reason = iota + 1
	ALD
	AmbulanceState
	LongDistance
	Series
	CampsCmpp
	Appliance
	MedicalControl
	CourtExpert
	AppointedExpert
	Commission
	Leave
	MaternityLodging
	OtherReason
	ReasonOmitted
)

var reasons = vocabulary{"hospitalisation", "ald", "ambulance_state", "long_distance", "series", "camsp_cmpp", "appliance", "medical_control",
	"court_expert", "appointed_expert", "commission", "leave", "maternity_lodging", "other"}

func (r Reason) String() string { return spell(reasons, r) }

// ReadReason reads a reason; for an empty one it returns false.
func ReadReason(b []byte) (Reason, bool) { return readWord[Reason](reasons, b) }

// Control says whether the reason is one of R322-10 2°, for which a convocation stands in for the prescription.
func (r Reason) Control() bool { return r >= Appliance && r <= Commission }

// Category is the category of a vehicle (R6312-8): A and C carry lying patients, B is a rescue vehicle, D a VSL.
type Category uint8

// The categories.
const (
	CategoryA Category = iota + 1
	CategoryB
	CategoryC
	CategoryD
)

var categories = vocabulary{"A", "B", "C", "D"}

func (c Category) String() string { return spell(categories, c) }

// ReadCategory reads a vehicle category.
func ReadCategory(b []byte) (Category, bool) { return readWord[Category](categories, b) }

// Qualification is that of a crew member, by the categories of R6312-7: the DEA (diplôme d'État d'ambulancier) is 1°, trained
// firefighters 2°, auxiliaries and first-aiders 3°, drivers 4°.
type Qualification uint8

// The qualifications.
const (
	DEA Qualification = iota + 1
	Firefighter
	Auxiliary
	FirstAid
	Driver
)

var qualifications = vocabulary{"dea", "firefighter", "auxiliary", "first_aid", "driver"}

func (q Qualification) String() string { return spell(qualifications, q) }

// ReadQualification reads a qualification.
func ReadQualification(b []byte) (Qualification, bool) {
	return readWord[Qualification](qualifications, b)
}

// Decision is the decision on a request for agreement; Pending where the fund has not answered.
type Decision uint8

// The decisions.
const (
	Granted Decision = iota + 1
	Refused
	Pending
)

var decisions = vocabulary{"granted", "refused", "none"}

func (d Decision) String() string { return spell(decisions, d) }

// ReadDecision reads a decision.
func ReadDecision(b []byte) (Decision, bool) { return readWord[Decision](decisions, b) }
