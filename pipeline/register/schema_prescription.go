package register

import (
	"iter"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What is expected in a cell, for the reason of a reject.
const (
	wantMode   = "ambulance, seated or individual"
	wantReason = "a reason of R322-10"
)

var prescriptionsSchema = rowSchema[claim.Prescription]{
	name: "prescriptions",
	columns: []columnSpec[claim.Prescription]{
		required("prescription_id", func(p *claim.Prescription, c *cellReader) { p.PrescriptionID = c.text() }),
		optional("patient_id", func(p *claim.Prescription, c *cellReader) { p.PatientID = c.text() }),
		optional("kind", func(p *claim.Prescription, c *cellReader) { p.Kind = readKind(c) }),
		optional("prescriber_id", func(p *claim.Prescription, c *cellReader) { p.PrescriberID = c.text() }),
		optional("prescriber_facility", func(p *claim.Prescription, c *cellReader) { p.PrescriberFacility = c.textOrNone() }),
		optional("signed_at", func(p *claim.Prescription, c *cellReader) { p.SignedOn, p.SignedAt = c.moment() }),
		optional("mode", func(p *claim.Prescription, c *cellReader) { p.Mode = prescribedMode(c) }),
		optional("shared_compatible", func(p *claim.Prescription, c *cellReader) { p.SharedCompatible = c.flagOr(0) }),
		optional("reason", func(p *claim.Prescription, c *cellReader) { p.Reason = prescribedReason(c) }),
		optional("trips", func(p *claim.Prescription, c *cellReader) { p.Trips = c.count() }),
		optional("emergency", func(p *claim.Prescription, c *cellReader) { p.Emergency = c.flag() }),
		optional("medical_grounds", func(p *claim.Prescription, c *cellReader) { p.MedicalGrounds = c.flagOr(0) }),
		optional("non_reimbursable_required", func(p *claim.Prescription, c *cellReader) { p.NonReimbursableRequired = c.flag() }),
		optional("non_reimbursable_ground", func(p *claim.Prescription, c *cellReader) {
			p.NonReimbursableGround = readWord(c, claim.ReadGround, "indication or l160_8")
		}),
		optional("non_reimbursable_marked", func(p *claim.Prescription, c *cellReader) { p.NonReimbursableMarked = c.flag() }),
		optional("named_pharmacy_id", func(p *claim.Prescription, c *cellReader) { p.NamedPharmacyID = c.textOrNone() }),
		optional("escort_needed", func(p *claim.Prescription, c *cellReader) { p.EscortNeeded = c.flag() }),
		optional("arrival_facility", func(p *claim.Prescription, c *cellReader) { p.ArrivalFacility = c.textOrNone() }),
		optional("treatment_id", func(p *claim.Prescription, c *cellReader) { p.TreatmentID = c.text() }),
	},
	key:       keyParts(func(p *claim.Prescription) string { return p.PrescriptionID }),
	uniqueKey: true,
}

// readKind reads what was prescribed. A register without this column is one of transports.
func readKind(c *cellReader) claim.Kind {
	switch string(c.raw) {
	case "care":
		return claim.Care
	case "transport", "":
	default:
		c.reject("transport or care")
	}
	return claim.Transport
}

// prescribedMode is claim.ModeOmitted for an empty cell: the prescriber left it out.
func prescribedMode(c *cellReader) claim.Mode {
	if c.empty() && !c.absent {
		return claim.ModeOmitted
	}
	return readWord(c, claim.ReadMode, wantMode)
}

// prescribedReason is claim.ReasonOmitted for an empty cell: the prescriber left it out.
func prescribedReason(c *cellReader) claim.Reason {
	if c.empty() && !c.absent {
		return claim.ReasonOmitted
	}
	return readWord(c, claim.ReadReason, wantReason)
}

var agreementsSchema = rowSchema[claim.Agreement]{
	name: "agreements",
	columns: []columnSpec[claim.Agreement]{
		optional("agreement_id", func(a *claim.Agreement, c *cellReader) { a.AgreementID = c.text() }),
		required("prescription_id", func(a *claim.Agreement, c *cellReader) { a.PrescriptionID = c.text() }),
		optional("sent_on", func(a *claim.Agreement, c *cellReader) { a.SentOn = c.day() }),
		optional("received_on", func(a *claim.Agreement, c *cellReader) { a.ReceivedOn = c.day() }),
		optional("complete", func(a *claim.Agreement, c *cellReader) { a.Complete = c.flag() }),
		optional("decision", func(a *claim.Agreement, c *cellReader) {
			a.Decision = readWord(c, claim.ReadDecision, "granted, refused or none")
		}),
		optional("decided_on", func(a *claim.Agreement, c *cellReader) { a.DecidedOn = c.day() }),
		optional("notified_on", func(a *claim.Agreement, c *cellReader) { a.NotifiedOn = c.granted() }),
		optional("delay_days", func(a *claim.Agreement, c *cellReader) { a.DelayDays = c.count() }),
		optional("service", func(a *claim.Agreement, c *cellReader) { a.Service = c.text() }),
		optional("trips", func(a *claim.Agreement, c *cellReader) { a.Trips = c.count() }),
		optional("valid_from", func(a *claim.Agreement, c *cellReader) { a.ValidFrom = c.day() }),
		optional("valid_to", func(a *claim.Agreement, c *cellReader) { a.ValidTo = c.dayOr(civil.Open) }),
		optional("channel", func(a *claim.Agreement, c *cellReader) {
			a.Channel = readWord(c, claim.ReadChannel, "electronic or paper")
		}),
		optional("channel_required", func(a *claim.Agreement, c *cellReader) {
			a.ChannelRequired = readWord(c, claim.ReadRequiredChannel, "electronic or any")
		}),
	},
	key: keyParts(func(a *claim.Agreement) string { return a.PrescriptionID }),
}

// byTreatment is the agreements by the treatment of their prescriptions: an agreement for any prescription of a treatment counts
// for the whole series. Agreements without a treatment are left out.
func byTreatment(rows iter.Seq[*claim.Agreement], prescriptions claim.Register[claim.Prescription]) *Table[claim.Agreement] {
	b := newBuilder(&rowSchema[claim.Agreement]{key: keyParts(func(a *claim.Agreement) string { return a.TreatmentID })})
	for a := range rows {
		if rx := prescriptions.Of(a.PrescriptionID); len(rx) > 0 && rx[0].TreatmentID != "" {
			row := *a
			row.TreatmentID = rx[0].TreatmentID
			b.addRow(&row, row.TreatmentID)
		}
	}
	return b.finish()
}

// undecideTreatments says which treatments may have an agreement that could not be read: those of the prescriptions of unreadable
// agreements and, where the prescription of an agreement could not be read, any.
func (s *Set) undecideTreatments(agreements *Table[claim.Agreement]) {
	var treatments []string
	for _, unread := range s.supplied[len(s.supplied)-1].unread {
		if rx := s.registers.Prescriptions.Of(unread); len(rx) > 0 && rx[0].TreatmentID != "" {
			treatments = append(treatments, rx[0].TreatmentID)
		}
	}
	lost := s.registers.Partial[prescriptionsSchema.name]
	for a := range agreements.All() {
		lost = lost || !s.registers.Decides(prescriptionsSchema.name, a.PrescriptionID)
	}
	s.registers.Undecided(claim.Treatments, treatments, lost)
}

var convocationsSchema = rowSchema[claim.Convocation]{
	name: "convocations",
	columns: []columnSpec[claim.Convocation]{
		required("convocation_id", func(v *claim.Convocation, c *cellReader) { v.ConvocationID = c.text() }),
		optional("patient_id", func(v *claim.Convocation, c *cellReader) { v.PatientID = c.text() }),
		optional("issued_on", func(v *claim.Convocation, c *cellReader) { v.IssuedOn = c.day() }),
		optional("mode", func(v *claim.Convocation, c *cellReader) { v.Mode = readWord(c, claim.ReadMode, wantMode) }),
	},
	key:       keyParts(func(v *claim.Convocation) string { return v.ConvocationID }),
	uniqueKey: true,
}
