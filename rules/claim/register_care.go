package claim

import "vigie/rules/civil"

// Facility is a row of facilities.csv: a care structure. Its kind is as written in the register: the contract has no closed
// list, but hospital, day_hospital, esms and ehpad are spelt as for a stay.
type Facility struct {
	FacilityID  string
	Kind        string
	LegalEntity string
	Postcode    string
	Missions    CareKinds // kinds of care that its tariff includes; empty: not known
	Specialties string    // as written, ';' between them
}

// CareKinds is a set of kinds of care.
type CareKinds uint32

// Has says whether the kind is in the set.
func (s CareKinds) Has(k CareKind) bool { return s>>k&1 != 0 }

// With is the set and one kind more.
func (s CareKinds) With(k CareKind) CareKinds { return s | 1<<k }

// AttachedPrescriber is a row of attached_prescribers.csv: a doctor attached to a facility.
type AttachedPrescriber struct {
	FacilityID   string
	PrescriberID string
	ValidFrom    civil.Day
	ValidTo      civil.Day
}

// ALDProtocol is a row of ald_protocols.csv: every protocol of L324-1, exempting or not.
type ALDProtocol struct {
	PatientID string
	ALDCode   string
	ValidFrom civil.Day
	ValidTo   civil.Day
}

// Accident is a row of accidents.csv: the file of a work accident. ClosedOn is civil.Open while it is open.
type Accident struct {
	AccidentID string
	PatientID  string
	OccurredOn civil.Day
	ClosedOn   civil.Day
}

// Card is a row of cards.csv: a health card, of a patient or of a professional.
type Card struct {
	CardID      string
	HolderID    string
	OpposedFrom civil.Day // civil.Never where it never was
	OpposedTo   civil.Day
}

// Route is a row of routes.csv: the reference distance between two places. Its key is both postcodes, the departure
// first, with '>' between them: "75001>69003". The way back is another row.
type Route struct {
	DeparturePostcode string
	ArrivalPostcode   string
	Km                Km
}

// Pack is a row of packs.csv: a pack in which a product is sold.
type Pack struct {
	PackCode string
	Product  string
	Units    int32
	Price    Cents // NotGiven where it is not known
}
