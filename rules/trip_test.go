package rules

import (
	"iter"
	"testing"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// readable is a table that can also be read as a whole.
type readable[Row any] struct{ table[Row] }

func (r readable[Row]) All() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		for _, rows := range r.table {
			for i := range rows {
				if !yield(&rows[i]) {
					return
				}
			}
		}
	}
}

// fullTrip is a trip with every column filled, and registers that know all its keys.
func fullTrip(service claim.Service, reason claim.Reason) (*claim.Claim, *claim.Registers) {
	line := tripBy(service)
	line.Known, line.Present = 1<<claim.NumColumns-1, 1<<claim.NumColumns-1
	line.Known &^= 1<<claim.ColMeasuredKm | 1<<claim.ColAmountReimbursed
	line.Reason, line.PatientBorn, line.PatientDied = reason, civil.Date(2010, 1, 1), civil.Never
	line.PrescriptionID, line.Plate, line.DriverID, line.AttendantID = "P1", "AA001AA", "D1", "A1"
	line.ArrivedAt, line.BilledKm = march(10).Clock(10, 30), 1600
	line.DeparturePostcode, line.ArrivalPostcode = "75001", "10100"
	line.DepartureFacility, line.ArrivalFacility = "F2", "F1"
	line.TariffCodes, line.Surcharge, line.OperatorKind = "11;21;22", claim.NoSurcharge, claim.AmbulanceCompany
	line.SentOn, line.SentBy, line.ThirdPartyPayment = march(24), claim.Electronic, claim.Yes
	line.SharingRefused, line.Emergency, line.AgreementFlag = claim.Yes, claim.No, claim.No
	return line, &claim.Registers{
		Prescriptions: table[claim.Prescription]{"P1": {{
			PrescriptionID: "P1", PatientID: "PAT1", PrescriberID: "DR1", SignedOn: march(1), Mode: claim.ModeSeated, Reason: reason,
			Emergency: claim.No, MedicalGrounds: claim.No, EscortNeeded: claim.No}}},
		Agreements:   table[claim.Agreement]{},
		Convocations: table[claim.Convocation]{},
		Stays:        table[claim.Stay]{"PAT1": {{PatientID: "PAT1", FacilityID: "F2", Kind: claim.HospitalStay, EnteredOn: march(1), LeftOn: civil.Open}}},
		Patients:     table[claim.Patient]{"PAT1": {{PatientID: "PAT1", HealthCover: claim.NoCover}}},
		ALDProtocols: table[claim.ALDProtocol]{},
		Routes: table[claim.Route]{
			"75001>10100": {{Km: 1300}}, "75001>10030": {{Km: 300}},
		},
		Facilities: readable[claim.Facility]{table[claim.Facility]{
			"F1": {{FacilityID: "F1", Kind: "hospital", Postcode: "10100", Specialties: "dialysis"}},
			"F2": {{FacilityID: "F2", Kind: "hospital", Postcode: "10030", Specialties: "dialysis;surgery"}},
		}},
	}
}

// Rules are applied to millions of claims, so none allocates memory.
func TestTripRulesAllocateNothing(t *testing.T) {
	for _, service := range []claim.Service{claim.Ambulance, claim.VSL, claim.Taxi, claim.ScheduledPlane, claim.Escort} {
		for _, reason := range []claim.Reason{claim.ALD, claim.Leave, claim.CampsCmpp, claim.MaternityLodging, claim.MedicalControl} {
			line, registers := fullTrip(service, reason)
			c := open(line, registers)
			for _, r := range All() {
				if n := testing.AllocsPerRun(5, func() { c.Open(line); Ask(r, c) }); n != 0 {
					t.Errorf("%s, %s for %s: got %.0f allocations; want none", r.ID, service, reason, n)
				}
			}
		}
	}
}

// Only the kilometres beyond the reference are at stake: 30 of 160, rounded half up.
func TestKmAboveRouteStake(t *testing.T) {
	f := func(billed, measured claim.Km, amount, want claim.Cents) {
		t.Helper()
		line, registers := fullTrip(claim.Taxi, claim.ALD)
		line.BilledKm, line.AmountBilled = billed, amount
		if measured != 0 {
			line.MeasuredKm, line.Known = measured, line.Known.With(claim.ColMeasuredKm)
		}
		c := open(line, registers)
		got := Describe(c, Ask(&kmAboveRoute, c))
		if got.Verdict != Review || got.AtStake != want || got.Billed != amount {
			t.Errorf("%s km of %s km at %s: got %s, at stake %s; want review, %s", billed, measured, amount, got.Verdict, got.AtStake, want)
		}
	}
	f(1600, 0, 16000, 3000)  // the route has 130 km
	f(400, 300, 10000, 2500) // 10 of 40
	f(400, 300, 10002, 2501) // 25.005
	f(400, 300, 10001, 2500) // 25.0025
	f(300, 200, 100, 33)
	f(300, 100, 100, 67)
	f(400, 300, 0, 0)
}

// A company of ambulances does not answer for the choice of the structure; a taxi does (convention of 2003, article 8).
func TestWhoAnswersForTheStructure(t *testing.T) {
	f := func(service claim.Service, kind, id string) {
		t.Helper()
		line, registers := fullTrip(service, claim.ALD)
		got := Describe(open(line, registers), Ruling{Rule: &nearestStructure, Verdict: Review})
		if got.SubjectKind != kind || got.SubjectID != id {
			t.Errorf("%s: got %s %s; want %s %s", service, got.SubjectKind, got.SubjectID, kind, id)
		}
	}
	line, _ := fullTrip(claim.Taxi, claim.ALD)
	f(claim.Ambulance, "prescriber", "DR1")
	f(claim.VSL, "prescriber", "DR1")
	f(claim.Taxi, "operator", line.BillerID)
}

// At stake is what was driven beyond the detour that R322-11-5 allows.
func TestSharedDetourStake(t *testing.T) {
	f := func(carried int64, measured claim.Km, want claim.Cents) {
		t.Helper()
		line, registers := fullTrip(claim.Taxi, claim.ALD)
		line.AmountBilled = 17000
		line.MeasuredKm, line.Known = measured, line.Known.With(claim.ColMeasuredKm)
		got := Describe(open(line, registers), Ruling{Rule: &sharedDetour, Verdict: Review}, numberFound(patientsCarried, carried))
		if got.AtStake != want {
			t.Errorf("%d patients, %s km: got %s at stake; want %s", carried, measured, got.AtStake, want)
		}
	}
	f(2, 1700, 3000) // the route has 130 km
	f(3, 1700, 2000)
	f(4, 1700, 1000)
	f(5, 1700, 1000)
	f(2, 1401, 12) // 12.13
}

func TestKmAboveRouteSaysWhereItRead(t *testing.T) {
	line, registers := fullTrip(claim.Taxi, claim.ALD)
	f := func(source, en string) {
		t.Helper()
		c := open(line, registers)
		got := Describe(c, Ask(&kmAboveRoute, c))
		if got.EN != en {
			t.Errorf("got %q; want %q", got.EN, en)
		}
		for _, fact := range got.Facts {
			if fact.Name == "reference_km" && fact.Source != source {
				t.Errorf("got the reference from %s; want %s", fact.Source, source)
			}
		}
	}
	line.BilledKm = 1601
	f("routes", "160.1 km billed for a reference distance of 130 km.")
	line.MeasuredKm, line.Known = 1205, line.Known.With(claim.ColMeasuredKm)
	f("claim", "160.1 km billed for a reference distance of 120.5 km.")
}

// A late bill is owed all the same, and every contradiction of the codes is shown.
func TestSentLateAndCodesAreTold(t *testing.T) {
	line, registers := fullTrip(claim.Taxi, claim.ALD)
	c := open(line, registers)
	if f := Describe(c, Ask(&sentLate, c)); f.Verdict != Review || f.AtStake != 0 || f.Billed != 10000 {
		t.Errorf("got %s, at stake %s; want review, nothing", f.Verdict, f.AtStake)
	}
	line.TariffCodes, line.Surcharge, line.BilledKm = "11;12;22;14", claim.SundaySurcharge, 1000
	c.Open(line)
	f := Describe(c, Ask(&tariffCodes, c))
	want := "Trip by taxi of 2026-03-10 at 09:00 (codes billed: 11;12;22;14; surcharge: Sunday or holiday): night billed for a trip by day, " +
		"Sunday or holiday billed on an ordinary day, night and Sunday billed together, several flat fees for one trip, " +
		"reduced kilometre rate, which ended in June 2002."
	if f.Verdict != Anomaly || f.EN != want {
		t.Errorf("got %s %q; want anomaly %q", f.Verdict, f.EN, want)
	}
}

// The distance of a trip without billed kilometres is that of the route, and is shown with that source.
func TestLongDistanceByRoute(t *testing.T) {
	line, registers := fullTrip(claim.Ambulance, claim.ALD)
	line.Known &^= 1 << claim.ColBilledKm
	line.BilledKm = 0
	registers.Routes = table[claim.Route]{"75001>10100": {{Km: 1480}}}
	c := open(line, registers)
	f := Describe(c, Ask(&longDistanceNoAgreement, c))
	want := "Trip of 148 km, prior agreement over 150 km: no request in the register."
	if f.Verdict != Review || f.EN != want || f.Facts[0].Source != "routes" {
		t.Errorf("got %s %q from %s; want review %q from routes", f.Verdict, f.EN, f.Facts[0].Source, want)
	}
	if margin := law.Defaults().On(law.LongDistanceKm, march(10)) * law.RouteMarginRate / 100; margin != 45 {
		t.Errorf("got 3 %% of 150 km as %d tenths; want 45, which the 5 km exceed", margin)
	}
}

// On a Saturday no place works, whatever is celebrated where: the place need not be known. 27 May is a holiday on Guadeloupe.
func TestWorkingDayWithoutPlace(t *testing.T) {
	f := func(day civil.Day, want claim.Truth, missing string) {
		t.Helper()
		c := open(tripBy(claim.Taxi), &claim.Registers{})
		c.Clear()
		got := c.WorkingDay(day)
		if c.Sure(got); got != want || c.Missing() != missing {
			t.Errorf("%s: got %v, missing %q; want %v, %q", day, got, c.Missing(), want, missing)
		}
	}
	f(civil.Date(2023, time.May, 27), claim.False, "")
	f(civil.Date(2024, time.May, 27), claim.Unsure, "departure_postcode")
	f(civil.Date(2024, time.May, 29), claim.True, "")
}
