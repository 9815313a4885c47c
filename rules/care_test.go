package rules

import (
	"iter"
	"testing"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// careBy is an act that a pharmacy billed at 100.00 on 2026-03-10, with the columns given.
func careBy(line claim.Claim, known ...claim.Column) *claim.Claim {
	line.Kind, line.ClaimID, line.BillerID, line.PatientID = claim.Care, "C1", "PH1", "PAT1"
	line.ProviderKind, line.PerformedOn, line.AmountBilled = claim.ProviderPharmacy, march(10), 10000
	for _, column := range known {
		line.Known, line.Present = line.Known.With(column), line.Present.With(column)
	}
	return &line
}

func march(day int) civil.Day { return civil.Date(2026, time.March, day) }

// listing is a table that is not read as a whole.
type listing[Row any] struct{ table[Row] }

func (listing[Row]) All() iter.Seq[*Row] { return func(func(*Row) bool) {} }

// What is at stake is what the cheaper packs would have saved, not the claim.
func TestDearerPackStake(t *testing.T) {
	packs := []claim.Pack{{PackCode: "X30", Product: "X", Units: 30, Price: 1000}, {PackCode: "X90", Product: "X", Units: 90, Price: 2400}}
	c := open(careBy(claim.Claim{PackCode: "X30", Packs: 3, UnitsPrescribed: 90}, claim.ColPackCode, claim.ColPacks, claim.ColUnitsPrescribed),
		&claim.Registers{Packs: table[claim.Pack]{"X30": packs[:1]}, Products: table[claim.Pack]{"X": packs}})
	f := Describe(c, Ask(&dearerPack, c))
	if f.Verdict != Review || f.AtStake != 600 || f.Billed != 10000 {
		t.Errorf("got %s, at stake %s of %s; want review, 6.00 of 100.00", f.Verdict, f.AtStake, f.Billed)
	}
	if want := "Packs billed: 3, for €30.00 in all; the 90 units prescribed were to be had for €24.00."; f.EN != want {
		t.Errorf("got %q; want %q", f.EN, want)
	}
}

// The prescriber answers for what the prescription lacks, the biller for what was billed.
func TestWhoAnswers(t *testing.T) {
	f := func(r *Rule, kind, id string) {
		t.Helper()
		c := open(careBy(claim.Claim{PrescriptionID: "P1"}, claim.ColPrescriptionID), &claim.Registers{
			Prescriptions: table[claim.Prescription]{"P1": {{PrescriptionID: "P1", PrescriberID: "DR1"}}},
		})
		got := Describe(c, Ruling{Rule: r, Verdict: Review})
		if got.SubjectKind != kind || got.SubjectID != id || got.PrescriberID != "DR1" {
			t.Errorf("%s: got %s %s; want %s %s", r.ID, got.SubjectKind, got.SubjectID, kind, id)
		}
	}
	f(&unmarkedNonReimbursable, "prescriber", "DR1")
	f(&unmarkedNotCovered, "prescriber", "DR1")
	f(&outsideALDProtocol, "prescriber", "DR1")
	f(&agreementChannel, "prescriber", "DR1")
	f(&pharmacistNotNamed, "provider", "PH1")
	f(&dearerPack, "provider", "PH1")
	f(&careAgreementRefused, "provider", "PH1")
}

// Rules are applied to millions of claims, so none allocates memory.
func TestCareRulesAllocateNothing(t *testing.T) {
	packs := []claim.Pack{{PackCode: "X30", Product: "X", Units: 30, Price: 1000}, {PackCode: "X90", Product: "X", Units: 90, Price: 2400}}
	line := careBy(claim.Claim{
		PackCode: "X30", Packs: 3, UnitsPrescribed: 90, PrescriptionID: "P1", CareKind: claim.Nursing, CardID: "K1", CardReadAt: march(10).Clock(9, 0),
		Insurance: claim.WorkAccident, AccidentID: "A1", AccidentSheet: claim.No, ALDExempt: claim.Yes, DisabilityRelated: claim.Yes, MisuseProne: claim.Yes,
		AgreementFlag: claim.No,
	}, claim.ColPackCode, claim.ColPacks, claim.ColUnitsPrescribed, claim.ColPrescriptionID, claim.ColCareKind, claim.ColCardID, claim.ColCardReadAt,
		claim.ColInsurance, claim.ColAccidentID, claim.ColAccidentSheet, claim.ColALDExempt, claim.ColDisabilityRelated, claim.ColMisuseProne,
		claim.ColAgreementFlag, claim.ColFacilityID)
	c := open(line, &claim.Registers{
		Packs: table[claim.Pack]{"X30": packs[:1]}, Products: table[claim.Pack]{"X": packs},
		Prescriptions: table[claim.Prescription]{"P1": {{PrescriptionID: "P1", PatientID: "PAT1", PrescriberID: "DR1", SignedOn: march(1), Emergency: claim.No}}},
		Agreements: table[claim.Agreement]{"P1": {{PrescriptionID: "P1", ReceivedOn: march(5), Complete: claim.Yes, Decision: claim.Pending,
			Channel: claim.Paper, ChannelRequired: claim.Electronic}}},
		Stays:               table[claim.Stay]{"PAT1": {{PatientID: "PAT1", FacilityID: "E1", Kind: claim.ESMSStay, EnteredOn: march(10), LeftOn: civil.Open}}},
		AttachedPrescribers: table[claim.AttachedPrescriber]{"E1": {{FacilityID: "E1", PrescriberID: "DR2", ValidFrom: march(1), ValidTo: civil.Open}}},
		Facilities:          listing[claim.Facility]{table[claim.Facility]{"E1": {{FacilityID: "E1", Missions: claim.CareKinds(0).With(claim.Nursing)}}}},
		Accidents:           table[claim.Accident]{"A1": {{AccidentID: "A1", PatientID: "PAT1", ClosedOn: march(9)}}},
		Cards:               table[claim.Card]{"K1": {{CardID: "K1", HolderID: "PAT1", OpposedFrom: march(9), OpposedTo: civil.Open}}},
		ALDProtocols:        table[claim.ALDProtocol]{"PAT1": {{PatientID: "PAT1", ValidFrom: march(11), ValidTo: civil.Open}}},
	})
	for _, r := range All() {
		if !r.Scope.Care {
			continue
		}
		if n := testing.AllocsPerRun(10, func() { c.Open(line); Ask(r, c) }); n != 0 {
			t.Errorf("%s: got %.0f allocations; want none", r.ID, n)
		}
	}
}
