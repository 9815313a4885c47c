package register

import (
	"iter"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What the words of the contract are, for the reason of a reject.
const (
	modeWords   = "ambulance, seated or individual"
	reasonWords = "a reason of R322-10"
)

var prescriptions = schema[claim.Prescription]{
	name: "prescriptions",
	columns: []column[claim.Prescription]{
		must("prescription_id", func(p *claim.Prescription, c *cell) { p.PrescriptionID = c.name() }),
		may("patient_id", func(p *claim.Prescription, c *cell) { p.PatientID = c.name() }),
		may("kind", func(p *claim.Prescription, c *cell) { p.Kind = kind(c) }),
		may("prescriber_id", func(p *claim.Prescription, c *cell) { p.PrescriberID = c.name() }),
		may("prescriber_facility", func(p *claim.Prescription, c *cell) { p.PrescriberFacility = c.nameOrNone() }),
		may("signed_at", func(p *claim.Prescription, c *cell) { p.SignedOn, p.SignedAt = c.moment() }),
		may("mode", func(p *claim.Prescription, c *cell) { p.Mode = prescribedMode(c) }),
		may("shared_compatible", func(p *claim.Prescription, c *cell) { p.SharedCompatible = c.flagOr(0) }),
		may("reason", func(p *claim.Prescription, c *cell) { p.Reason = prescribedReason(c) }),
		may("trips", func(p *claim.Prescription, c *cell) { p.Trips = c.count() }),
		may("emergency", func(p *claim.Prescription, c *cell) { p.Emergency = c.flag() }),
		may("medical_grounds", func(p *claim.Prescription, c *cell) { p.MedicalGrounds = c.flagOr(0) }),
		may("non_reimbursable_required", func(p *claim.Prescription, c *cell) { p.NonReimbursableRequired = c.flag() }),
		may("non_reimbursable_ground", func(p *claim.Prescription, c *cell) {
			p.NonReimbursableGround = word(c, claim.ReadGround, "indication or l160_8")
		}),
		may("non_reimbursable_marked", func(p *claim.Prescription, c *cell) { p.NonReimbursableMarked = c.flag() }),
		may("named_pharmacy_id", func(p *claim.Prescription, c *cell) { p.NamedPharmacyID = c.nameOrNone() }),
		may("escort_needed", func(p *claim.Prescription, c *cell) { p.EscortNeeded = c.flag() }),
		may("arrival_facility", func(p *claim.Prescription, c *cell) { p.ArrivalFacility = c.nameOrNone() }),
		may("treatment_id", func(p *claim.Prescription, c *cell) { p.TreatmentID = c.name() }),
	},
	key:    by(func(p *claim.Prescription) string { return p.PrescriptionID }),
	single: true,
}

// kind is what was prescribed. A register that does not tell is one of transports.
func kind(c *cell) claim.Kind {
	switch string(c.text) {
	case "care":
		return claim.Care
	case "transport", "":
	default:
		c.refuse("transport or care")
	}
	return claim.Transport
}

// prescribedMode is omitted by the prescriber where the cell is empty.
func prescribedMode(c *cell) claim.Mode {
	if c.empty() && !c.absent {
		return claim.ModeOmitted
	}
	return word(c, claim.ReadMode, modeWords)
}

// prescribedReason is omitted by the prescriber where the cell is empty.
func prescribedReason(c *cell) claim.Reason {
	if c.empty() && !c.absent {
		return claim.ReasonOmitted
	}
	return word(c, claim.ReadReason, reasonWords)
}

var agreements = schema[claim.Agreement]{
	name: "agreements",
	columns: []column[claim.Agreement]{
		may("agreement_id", func(a *claim.Agreement, c *cell) { a.AgreementID = c.name() }),
		must("prescription_id", func(a *claim.Agreement, c *cell) { a.PrescriptionID = c.name() }),
		may("sent_on", func(a *claim.Agreement, c *cell) { a.SentOn = c.day() }),
		may("received_on", func(a *claim.Agreement, c *cell) { a.ReceivedOn = c.day() }),
		may("complete", func(a *claim.Agreement, c *cell) { a.Complete = c.flag() }),
		may("decision", func(a *claim.Agreement, c *cell) {
			a.Decision = word(c, claim.ReadDecision, "granted, refused or none")
		}),
		may("decided_on", func(a *claim.Agreement, c *cell) { a.DecidedOn = c.day() }),
		may("notified_on", func(a *claim.Agreement, c *cell) { a.NotifiedOn = c.dayOr(civil.Never) }),
		may("delay_days", func(a *claim.Agreement, c *cell) { a.DelayDays = c.count() }),
		may("service", func(a *claim.Agreement, c *cell) { a.Service = c.name() }),
		may("trips", func(a *claim.Agreement, c *cell) { a.Trips = c.count() }),
		may("valid_from", func(a *claim.Agreement, c *cell) { a.ValidFrom = c.day() }),
		may("valid_to", func(a *claim.Agreement, c *cell) { a.ValidTo = c.dayOr(civil.Open) }),
		may("channel", func(a *claim.Agreement, c *cell) {
			a.Channel = word(c, claim.ReadChannel, "electronic or paper")
		}),
		may("channel_required", func(a *claim.Agreement, c *cell) {
			a.ChannelRequired = word(c, claim.ReadRequiredChannel, "electronic or any")
		}),
	},
	key: by(func(a *claim.Agreement) string { return a.PrescriptionID }),
}

// ofTreatments is the register of agreements once more, by the treatment of their prescriptions: for a series an agreement
// under any of them counts. A request whose prescription names no treatment is in none.
func ofTreatments(rows iter.Seq[*claim.Agreement], prescriptions claim.Register[claim.Prescription]) *Table[claim.Agreement] {
	b := newBuilder(&schema[claim.Agreement]{key: by(func(a *claim.Agreement) string { return a.TreatmentID })})
	for a := range rows {
		if rx := prescriptions.Of(a.PrescriptionID); len(rx) > 0 && rx[0].TreatmentID != "" {
			row := *a
			row.TreatmentID = rx[0].TreatmentID
			b.addAgain(&row, row.TreatmentID)
		}
	}
	return b.finish()
}

var convocations = schema[claim.Convocation]{
	name: "convocations",
	columns: []column[claim.Convocation]{
		must("convocation_id", func(v *claim.Convocation, c *cell) { v.ConvocationID = c.name() }),
		may("patient_id", func(v *claim.Convocation, c *cell) { v.PatientID = c.name() }),
		may("issued_on", func(v *claim.Convocation, c *cell) { v.IssuedOn = c.day() }),
		may("mode", func(v *claim.Convocation, c *cell) { v.Mode = word(c, claim.ReadMode, modeWords) }),
	},
	key:    by(func(v *claim.Convocation) string { return v.ConvocationID }),
	single: true,
}
