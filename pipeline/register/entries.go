package register

import "vigie/rules/claim"

// entries are the registers of the contract, in its order, and where each goes.
func entries() []entry {
	list := []entry{
		register(&prescriptions, func(s *Set, t *Table[claim.Prescription]) { s.registers.Prescriptions = t }),
		register(&agreements, func(s *Set, t *Table[claim.Agreement]) {
			s.registers.Agreements = t
			if s.registers.Prescriptions != nil {
				s.registers.TreatmentAgreements = ofTreatments(t.All(), s.registers.Prescriptions)
			}
		}),
		register(&convocations, func(s *Set, t *Table[claim.Convocation]) { s.registers.Convocations = t }),
		register(&vehicles, func(s *Set, t *Table[claim.Vehicle]) { s.registers.Vehicles = t }),
		register(&operators, func(s *Set, t *Table[claim.Operator]) { s.registers.Operators = t }),
		register(&crew, func(s *Set, t *Table[claim.CrewMember]) { s.registers.Crew = t }),
		register(&taxiLicences, func(s *Set, t *Table[claim.TaxiLicence]) { s.registers.TaxiLicences = t }),
		register(&taxiCards, func(s *Set, t *Table[claim.TaxiCard]) { s.registers.TaxiCards = t }),
		register(&stays, func(s *Set, t *Table[claim.Stay]) { s.registers.Stays = t }),
		register(&facilities, func(s *Set, t *Table[claim.Facility]) { s.registers.Facilities = t }),
		register(&attachedPrescribers, func(s *Set, t *Table[claim.AttachedPrescriber]) { s.registers.AttachedPrescribers = t }),
		register(&prescribers, func(s *Set, t *Table[claim.Prescriber]) { s.registers.Prescribers = t }),
		register(&patients, func(s *Set, t *Table[claim.Patient]) { s.registers.Patients = t }),
		register(&aldProtocols, func(s *Set, t *Table[claim.ALDProtocol]) { s.registers.ALDProtocols = t }),
		register(&accidents, func(s *Set, t *Table[claim.Accident]) { s.registers.Accidents = t }),
		register(&cards, func(s *Set, t *Table[claim.Card]) { s.registers.Cards = t }),
		register(&routes, func(s *Set, t *Table[claim.Route]) { s.registers.Routes = t }),
		register(&packs, func(s *Set, t *Table[claim.Pack]) { s.registers.Packs, s.registers.Products = t, products(t) }),
		register(&controlRequests, func(s *Set, t *Table[claim.ControlRequest]) { s.registers.ControlRequests = t }),
		register(&agreementPeriods, func(s *Set, t *Table[claim.AgreementPeriod]) { s.registers.AgreementPeriods = t }),
		register(&targets, func(s *Set, t *Table[claim.Target]) { s.registers.Targets = t }),
		register(&professions, func(s *Set, t *Table[claim.Profession]) { s.registers.Professions = t }),
		register(&procedures, func(s *Set, t *Table[claim.Procedure]) { s.registers.Procedures = t }),
		register(&holidays, func(s *Set, t *Table[holiday]) { s.addHolidays(t) }),
		register(&suppressions, func(s *Set, t *Table[claim.Suppression]) { s.registers.Suppressions = t }),
	}
	var names []string
	for _, e := range list {
		names = append(names, e.name)
	}
	return append(list, register(snapshots(names), func(s *Set, t *Table[snapshot]) { s.snapshots = t }))
}

// addHolidays adds the register's days to the computed ones.
func (s *Set) addHolidays(t *Table[holiday]) {
	for h := range t.All() {
		s.calendar.Add(h.day, h.area)
	}
}
