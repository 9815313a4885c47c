package claimfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// oneRecord reads a file of a single record. Its required columns are filled, and other columns are given as "name=cell".
func oneRecord(t *testing.T, kind claim.Kind, cells ...string) (claim.Claim, string) {
	t.Helper()
	names := strings.Split("claim_id,operator_id,operator_kind,patient_id,service,departed_at,amount_billed", ",")
	values := strings.Split("C1,OP1,taxi,P1,taxi,2025-03-01T23:30,85.40", ",")
	if kind == claim.Care {
		names = strings.Split("claim_id,provider_id,provider_kind,patient_id,performed_on,amount_billed", ",")
		values = strings.Split("A1,PR1,doctor,P1,2025-03-01,25", ",")
	}
next:
	for _, c := range cells {
		name, value, _ := strings.Cut(c, "=")
		for i := range names {
			if names[i] == name {
				values[i] = value
				continue next
			}
		}
		names, values = append(names, name), append(values, value)
	}
	path := filepath.Join(t.TempDir(), "one.csv")
	if err := os.WriteFile(path, []byte(strings.Join(names, "|")+"\n"+strings.Join(values, "|")+"\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	claims, rejects, err := readAll(path, kind, tablefile.Options{})
	if err != nil || len(claims)+len(rejects) != 1 {
		t.Fatalf("%q: got %d claims, %d rejects, %v", cells, len(claims), len(rejects), err)
	}
	if len(rejects) > 0 {
		return claim.Claim{}, rejects[0].Column + ": " + rejects[0].Reason
	}
	return claims[0], ""
}

func TestCells(t *testing.T) {
	f := func(kind claim.Kind, cell string, id claim.Column, field func(c *claim.Claim) any, want string, known bool) {
		t.Helper()
		c, reason := oneRecord(t, kind, strings.Split(cell, "|")...)
		if reason != "" {
			t.Errorf("%s: got %s", cell, reason)
			return
		}
		if got := fmt.Sprint(field(&c)); got != want || c.Known.Has(id) != known || !c.Present.Has(id) {
			t.Errorf("%s: got %q, known %t; want %q, %t", cell, got, c.Known.Has(id), want, known)
		}
	}
	const transport, care = claim.Transport, claim.Care
	day := civil.Date(2025, time.March, 1)

	f(transport, "cancels= C0 ", claim.ColCancels, func(c *claim.Claim) any { return c.Cancels }, "C0", true)
	f(transport, "cancels=", claim.ColCancels, func(c *claim.Claim) any { return c.Cancels }, "", false)
	f(transport, "invoice_id=F1", claim.ColInvoiceID, func(c *claim.Claim) any { return c.InvoiceID }, "F1", true)
	f(transport, "sent_on=2025-03-01", claim.ColSentOn, func(c *claim.Claim) any { return c.SentOn }, "2025-03-01", true)
	f(transport, "sent_on=", claim.ColSentOn, func(c *claim.Claim) any { return int(c.SentOn) }, "0", false)
	f(transport, "sent_by=paper", claim.ColSentBy, func(c *claim.Claim) any { return c.SentBy }, "paper", true)
	f(transport, "operator_id=OP2", claim.ColOperatorID, func(c *claim.Claim) any { return c.BillerID }, "OP2", true)
	f(transport, "patient_born=1950-04-12", claim.ColPatientBorn, func(c *claim.Claim) any { return c.PatientBorn }, "1950-04-12", true)
	f(transport, "patient_born=", claim.ColPatientBorn, func(c *claim.Claim) any { return c.PatientBorn }, "", false)
	f(transport, "patient_died=2025-01-31", claim.ColPatientDied, func(c *claim.Claim) any { return c.PatientDied }, "2025-01-31", true)
	f(transport, "patient_died=", claim.ColPatientDied, func(c *claim.Claim) any { return c.PatientDied == civil.Never }, "true", true)
	f(transport, "patient_died=31/01/2025 00:00:00", claim.ColPatientDied, func(c *claim.Claim) any { return c.PatientDied }, "2025-01-31", true)
	f(transport, "patient_died=1600-01-01", claim.ColPatientDied, func(c *claim.Claim) any { return c.PatientDied == civil.Never }, "true", true)
	f(transport, "patient_died=9999-12-31", claim.ColPatientDied, func(c *claim.Claim) any { return c.PatientDied == civil.Never }, "true", true)
	f(transport, "patient_died=NULL", claim.ColPatientDied, func(c *claim.Claim) any { return c.PatientDied == civil.Never }, "true", true)
	f(transport, "patient_born=1900-01-01", claim.ColPatientBorn, func(c *claim.Claim) any { return c.PatientBorn }, "1900-01-01", true)
	f(transport, "patient_born=1600-01-01", claim.ColPatientBorn, func(c *claim.Claim) any { return c.PatientBorn }, "", false)
	f(transport, "paid_on=9999-12-31", claim.ColPaidOn, func(c *claim.Claim) any { return int(c.PaidOn) }, "0", false)
	f(transport, "card_read_at=1900-01-01T00:00", claim.ColCardReadAt, func(c *claim.Claim) any { return int(c.CardReadAt) }, "0", false)
	f(transport, "cancels=NULL", claim.ColCancels, func(c *claim.Claim) any { return c.Cancels }, "", false)
	f(transport, "claim_id=000", claim.ColClaimID, func(c *claim.Claim) any { return c.ClaimID }, "000", true)
	f(transport, "patient_id=0000000000000", claim.ColPatientID, func(c *claim.Claim) any { return c.PatientID }, "", false)
	f(transport, "operator_id=999", claim.ColOperatorID, func(c *claim.Claim) any { return c.BillerID }, "", false)
	f(transport, "driver_id=NULL", claim.ColDriverID, func(c *claim.Claim) any { return c.DriverID }, "", false)
	f(transport, "driver_id=inconnu", claim.ColDriverID, func(c *claim.Claim) any { return c.DriverID }, "", false)
	f(transport, "driver_id='D1", claim.ColDriverID, func(c *claim.Claim) any { return c.DriverID }, "D1", true)
	f(transport, "driver_name=Nil", claim.ColDriverName, func(c *claim.Claim) any { return c.DriverName }, "Nil", true)
	f(transport, "plate=NULL", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "", false)
	f(transport, "plate=000", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "", false)
	f(transport, "plate=999", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "999", true)
	f(transport, "plate=AB‑123.CD", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "AB123CD", true)
	f(transport, "surcharge=none", claim.ColSurcharge, func(c *claim.Claim) any { return c.Surcharge }, "none", true)
	f(transport, "surcharge=None", claim.ColSurcharge, func(c *claim.Claim) any { return int(c.Surcharge) }, "0", false)
	f(transport, "emergency=VRAI", claim.ColEmergency, func(c *claim.Claim) any { return c.Emergency }, "true", true)
	f(transport, "billed_km=12,5", claim.ColBilledKm, func(c *claim.Claim) any { return int(c.BilledKm) }, "125", true)
	f(transport, "reason=camsp_cmpp", claim.ColReason, func(c *claim.Claim) any { return c.Reason }, "camsp_cmpp", true)
	f(transport, "reason=", claim.ColReason, func(c *claim.Claim) any { return c.Reason }, "", false)
	f(transport, "prescription_id=", claim.ColPrescriptionID, func(c *claim.Claim) any { return c.PrescriptionID }, "", true)
	f(transport, "attendant_id=", claim.ColAttendantID, func(c *claim.Claim) any { return c.AttendantID }, "", true)
	f(transport, "driver_id=", claim.ColDriverID, func(c *claim.Claim) any { return c.DriverID }, "", false)
	f(transport, "departure_facility=", claim.ColDepartureFacility, func(c *claim.Claim) any { return c.DepartureFacility }, "", true)
	f(transport, "arrival_facility=750000001", claim.ColArrivalFacility, func(c *claim.Claim) any { return c.ArrivalFacility }, "750000001", true)
	f(transport, "departure_postcode=01000", claim.ColDeparturePostcode, func(c *claim.Claim) any { return c.DeparturePostcode }, "01000", true)
	f(transport, "plate= ab-123-cd", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "AB123CD", true)
	f(transport, "plate=12 AB 75", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "12AB75", true)
	f(transport, "plate=AB123CD", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "AB123CD", true)
	f(transport, "plate=- -", claim.ColPlate, func(c *claim.Claim) any { return c.Plate }, "", false)
	f(transport, "billed_km=12.5", claim.ColBilledKm, func(c *claim.Claim) any { return int(c.BilledKm) }, "125", true)
	f(transport, "measured_km=7", claim.ColMeasuredKm, func(c *claim.Claim) any { return int(c.MeasuredKm) }, "70", true)
	f(transport, "shared_code=4", claim.ColSharedCode, func(c *claim.Claim) any { return c.SharedCode }, "4", true)
	f(transport, "shared_code=", claim.ColSharedCode, func(c *claim.Claim) any { return c.SharedCode }, "0", true)
	f(transport, "surcharge=sunday_holiday", claim.ColSurcharge, func(c *claim.Claim) any { return c.Surcharge }, "sunday_holiday", true)
	f(transport, "surcharge=", claim.ColSurcharge, func(c *claim.Claim) any { return c.Surcharge }, "", false)
	f(transport, "emergency=oui", claim.ColEmergency, func(c *claim.Claim) any { return c.Emergency }, "true", true)
	f(transport, "emergency=0", claim.ColEmergency, func(c *claim.Claim) any { return c.Emergency }, "false", true)
	f(transport, "emergency=", claim.ColEmergency, func(c *claim.Claim) any { return c.Emergency }, "false", true)
	f(transport, "sharing_refused=", claim.ColSharingRefused, func(c *claim.Claim) any { return c.SharingRefused }, "false", true)
	f(transport, "ald_exempt=1", claim.ColALDExempt, func(c *claim.Claim) any { return c.ALDExempt }, "true", true)
	f(transport, "ald_exempt=", claim.ColALDExempt, func(c *claim.Claim) any { return c.ALDExempt }, "false", true)
	f(transport, "agreement_flag=", claim.ColAgreementFlag, func(c *claim.Claim) any { return c.AgreementFlag }, "false", true)
	f(transport, "third_party_payment=", claim.ColThirdPartyPayment, func(c *claim.Claim) any { return c.ThirdPartyPayment }, "false", true)
	f(transport, "tariff_codes=21;43", claim.ColTariffCodes, func(c *claim.Claim) any { return c.TariffCodes }, "21;43", true)
	f(transport, "insurance=work_accident", claim.ColInsurance, func(c *claim.Claim) any { return c.Insurance }, "work_accident", true)
	f(transport, "card_read_at=2025-03-01 08:30:15", claim.ColCardReadAt, func(c *claim.Claim) any { return c.CardReadAt }, "2025-03-01T08:30:15", true)
	f(transport, "amount_billed=85.4", claim.ColAmountBilled, func(c *claim.Claim) any { return int(c.AmountBilled) }, "8540", true)
	f(transport, "cancels=C0|amount_billed=-85.4", claim.ColAmountBilled, func(c *claim.Claim) any { return int(c.AmountBilled) }, "-8540", true)
	f(transport, "amount_reimbursed=", claim.ColAmountReimbursed, func(c *claim.Claim) any { return int(c.AmountReimbursed) }, "0", false)
	f(transport, "paid_on=2025-04-01", claim.ColPaidOn, func(c *claim.Claim) any { return c.PaidOn }, "2025-04-01", true)
	f(care, "provider_id=PR2", claim.ColProviderID, func(c *claim.Claim) any { return c.BillerID }, "PR2", true)
	f(care, "provider_kind=esms", claim.ColProviderKind, func(c *claim.Claim) any { return c.ProviderKind }, "esms", true)
	f(care, "care_kind=sick_leave", claim.ColCareKind, func(c *claim.Claim) any { return c.CareKind }, "sick_leave", true)
	f(care, "facility_id=", claim.ColFacilityID, func(c *claim.Claim) any { return c.FacilityID }, "", true)
	f(care, "accident_sheet=", claim.ColAccidentSheet, func(c *claim.Claim) any { return c.AccidentSheet }, "false", true)
	f(care, "ald_exempt=non", claim.ColALDExempt, func(c *claim.Claim) any { return c.ALDExempt }, "false", true)
	f(care, "misuse_prone=", claim.ColMisuseProne, func(c *claim.Claim) any { return c.MisuseProne }, "false", true)
	f(care, "disability_related=", claim.ColDisabilityRelated, func(c *claim.Claim) any { return int(c.DisabilityRelated) }, "0", false)
	f(care, "disability_related=1", claim.ColDisabilityRelated, func(c *claim.Claim) any { return c.DisabilityRelated }, "true", true)
	f(care, "packs=3", claim.ColPacks, func(c *claim.Claim) any { return c.Packs }, "3", true)
	f(care, "units_prescribed=", claim.ColUnitsPrescribed, func(c *claim.Claim) any { return c.UnitsPrescribed }, "0", false)
	f(care, "performed_at=2025-03-02T10:00", claim.ColPerformedAt, func(c *claim.Claim) any { return c.Day() }, (day + 1).String(), true)
	f(care, "performed_at=", claim.ColPerformedOn, func(c *claim.Claim) any { return c.Day() }, day.String(), true)
}

// The departure is on 2025-03-01 at 23:30.
func TestArrival(t *testing.T) {
	f := func(cell, want string) {
		t.Helper()
		c, reason := oneRecord(t, claim.Transport, "arrived_at="+cell)
		if got := c.ArrivedAt.String(); reason != "" || got != want || c.Known.Has(claim.ColArrivedAt) != (want != "") {
			t.Errorf("%s: got %q %s, known %t; want %q", cell, got, reason, c.Known.Has(claim.ColArrivedAt), want)
		}
	}
	f("2025-03-02T00:20", "2025-03-02T00:20")
	f("00:20", "2025-03-02T00:20")
	f("23:29", "2025-03-02T23:29")
	f("23:30", "2025-03-01T23:30")
	f("23:31", "2025-03-01T23:31")
	f("00:00", "2025-03-02T00:00")
	f("2025-03-01T23:30", "2025-03-01T23:30")
	f("2025-03-01T23:29", "")
	f("2024-03-02T00:20", "")
	f("", "")
}

func TestUnreadable(t *testing.T) {
	f := func(kind claim.Kind, cell, want string) {
		t.Helper()
		if _, got := oneRecord(t, kind, cell); got != want {
			t.Errorf("%s: got %s; want %s", cell, got, want)
		}
	}
	const transport, care = claim.Transport, claim.Care
	const day = "a day such as 2025-03-01 or 01/03/2025"
	const moment = "a date-time such as 2025-03-01T08:30 or 01/03/2025 08:30, without a zone"
	const served = "the day of a service, from 1900-01-02 to 2100-12-31"
	f(transport, "sent_on=2025-3-1", "sent_on: got a cell like 9999-9-9; want "+day)
	f(transport, "sent_on=2025-03-01T08:30", "sent_on: got a cell like 9999-99-99a99:99; want "+day)
	f(transport, "sent_on=03/04/25", "sent_on: got a cell like 99/99/99; want "+day)
	f(transport, "sent_on=03/13/2025", "sent_on: got a cell like 99/99/9999; want "+day)
	f(transport, "sent_by=any", "sent_by: got a cell like aaa; want electronic or paper")
	f(transport, "emergency=maybe", "emergency: got a cell like aaaaa; want true, false, 1, 0, oui, non, vrai or faux")
	f(transport, "operator_kind=Taxi", "operator_kind: got a cell like aaaa; want ambulance, taxi or other")
	f(transport, "departure_postcode=100", "departure_postcode: got a cell like 999; want 5 digits or letters")
	f(transport, "arrival_postcode=75 01", "arrival_postcode: got a cell like 99 99; want 5 digits or letters")
	f(transport, "shared_code=1", "shared_code: got a cell like 9; want 0, 2, 3 or 4")
	f(transport, "billed_km=-1", "billed_km: got a cell like -9; want kilometres with at most 1 decimal, not negative")
	f(transport, "billed_km=1.25", "billed_km: got a cell like 9.99; want kilometres with at most 1 decimal, not negative")
	f(transport, "tariff_codes=21;", "tariff_codes: got a cell like 99;; want codes of digits with a semicolon between them")
	f(transport, "tariff_codes=21,43", "tariff_codes: got a cell like 99,99; want codes of digits with a semicolon between them")
	f(transport, "departed_at=2025-03-01T08:30Z", "departed_at: got a cell like 9999-99-99a99:99a; want "+moment)
	f(transport, "departed_at=", "departed_at: got an empty cell; want "+moment)
	f(transport, "departed_at=NULL", "departed_at: got an empty cell; want "+moment)
	f(transport, "departed_at=0025-03-01T08:30", "departed_at: got a cell like 9999-99-99a99:99; want "+served)
	f(transport, "departed_at=9999-12-31T00:00", "departed_at: got a cell like 9999-99-99a99:99; want "+served)
	f(transport, "arrived_at=2025-03-02", "arrived_at: got a cell like 9999-99-99; want "+moment+", or an hour alone")
	f(transport, "patient_born=1950-13-01", "patient_born: got a cell like 9999-99-99; want "+day)
	f(transport, "patient_died=no", "patient_died: got a cell like aa; want "+day)
	f(transport, "claim_id=NULL", "claim_id: got an empty cell; want a text")
	f(transport, "insurance=a\x1bb", "insurance: got a cell like a?a; want sickness, maternity or work_accident")
	f(transport, "insurance="+strings.Repeat("x", 70), "insurance: got a cell like "+strings.Repeat("a", 24)+"…; want sickness, maternity or work_accident")
	const credit = "got a negative amount and an empty cancels; want the claim that the line cancels"
	f(transport, "amount_billed=-85.40", "amount_billed: "+credit)
	f(transport, "amount_reimbursed=-0.01", "amount_reimbursed: "+credit)
	f(care, "amount_billed=-0.01", "amount_billed: "+credit)
	f(care, "performed_on=1600-01-01", "performed_on: got a cell like 9999-99-99; want "+served)
	f(care, "packs=-1", "packs: got a cell like -9; want a whole number, not negative")
	f(care, "packs=2147483648", "packs: got a cell like 9999999999; want a whole number, not negative")
	f(care, "packs=99999999999999999999", "packs: got a cell like 99999999999999999999; want a whole number, not negative")
	f(care, "performed_on=", `performed_on: got no day of the act; want performed_at or performed_on`)
}
