package register

import "vigie/rules/claim"

// entries lists the registers in the order of the contract, and where each is put.
func entries() []registerEntry {
	list := []registerEntry{
		entryOf(&prescriptionsSchema, func(s *Set, t *Table[claim.Prescription]) { s.registers.Prescriptions = t }),
		entryOf(&agreementsSchema, func(s *Set, t *Table[claim.Agreement]) {
			s.registers.Agreements = t
			if s.registers.Prescriptions != nil {
				s.registers.TreatmentAgreements = byTreatment(t.All(), s.registers.Prescriptions)
				s.undecideTreatments(t)
			}
		}),
		entryOf(&convocationsSchema, func(s *Set, t *Table[claim.Convocation]) { s.registers.Convocations = t }),
		entryOf(&vehiclesSchema, func(s *Set, t *Table[claim.Vehicle]) { s.registers.Vehicles = t }),
		entryOf(&operatorsSchema, func(s *Set, t *Table[claim.Operator]) { s.registers.Operators = t }),
		entryOf(&crewSchema, func(s *Set, t *Table[claim.CrewMember]) { s.registers.Crew = t }),
		entryOf(&taxiLicencesSchema, func(s *Set, t *Table[claim.TaxiLicence]) { s.registers.TaxiLicences = t }),
		entryOf(&taxiCardsSchema, func(s *Set, t *Table[claim.TaxiCard]) { s.registers.TaxiCards = t }),
		entryOf(&conventionAnnexSchema, func(s *Set, t *Table[claim.AnnexEntry]) { s.registers.ConventionAnnex = t }),
		entryOf(&taxiPricesSchema, func(s *Set, t *Table[claim.TaxiPrice]) { s.registers.TaxiPrices = t }),
		entryOf(&staysSchema, func(s *Set, t *Table[claim.Stay]) { s.registers.Stays = t }),
		entryOf(&facilitiesSchema, func(s *Set, t *Table[claim.Facility]) { s.registers.Facilities = t }),
		entryOf(&attachedPrescribersSchema, func(s *Set, t *Table[claim.AttachedPrescriber]) { s.registers.AttachedPrescribers = t }),
		entryOf(&prescribersSchema, func(s *Set, t *Table[claim.Prescriber]) { s.registers.Prescribers = t }),
		entryOf(&patientsSchema, func(s *Set, t *Table[claim.Patient]) { s.registers.Patients = t }),
		entryOf(&aldProtocolsSchema, func(s *Set, t *Table[claim.ALDProtocol]) { s.registers.ALDProtocols = t }),
		entryOf(&accidentsSchema, func(s *Set, t *Table[claim.Accident]) { s.registers.Accidents = t }),
		entryOf(&cardsSchema, func(s *Set, t *Table[claim.Card]) { s.registers.Cards = t }),
		entryOf(&routesSchema, func(s *Set, t *Table[claim.Route]) { s.registers.Routes = t }),
		entryOf(&packsSchema, func(s *Set, t *Table[claim.Pack]) { s.registers.Packs, s.registers.Products = t, byProduct(t) }),
		entryOf(&controlRequestsSchema, func(s *Set, t *Table[claim.ControlRequest]) { s.registers.ControlRequests = t }),
		entryOf(&agreementPeriodsSchema, func(s *Set, t *Table[claim.AgreementPeriod]) { s.registers.AgreementPeriods = t }),
		entryOf(&targetsSchema, func(s *Set, t *Table[claim.Target]) { s.registers.Targets = t }),
		entryOf(&professionsSchema, func(s *Set, t *Table[claim.Profession]) { s.registers.Professions = t }),
		entryOf(&proceduresSchema, func(s *Set, t *Table[claim.Procedure]) { s.registers.Procedures = t }),
		entryOf(&holidaysSchema, func(s *Set, t *Table[holidayRow]) { s.addHolidays(t) }),
		entryOf(&suppressionsSchema, func(s *Set, t *Table[claim.Suppression]) { s.registers.Suppressions = t }),
	}
	var names []string
	for _, e := range list {
		names = append(names, e.name)
	}
	return append(list, entryOf(snapshotSchema(names), func(s *Set, t *Table[snapshotRow]) { s.snapshots = t }))
}

// addHolidays adds the days of the register to the computed ones.
func (s *Set) addHolidays(t *Table[holidayRow]) {
	for h := range t.All() {
		s.calendar.Add(h.day, h.area)
	}
}
