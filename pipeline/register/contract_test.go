package register

import (
	"strings"
	"testing"
)

// contract lists the registers and their columns, in the order of the data contract.
var contract = []struct{ name, columns string }{
	{"prescriptions", "prescription_id, patient_id, kind, prescriber_id, prescriber_facility, signed_at, mode, shared_compatible, reason, trips, emergency, medical_grounds, non_reimbursable_required, non_reimbursable_ground, non_reimbursable_marked, named_pharmacy_id, escort_needed, arrival_facility, treatment_id"},
	{"agreements", "agreement_id, prescription_id, sent_on, received_on, complete, decision, decided_on, notified_on, delay_days, service, trips, valid_from, valid_to, channel, channel_required"},
	{"convocations", "convocation_id, patient_id, issued_on, mode"},
	{"vehicles", "plate, operator_id, category, valid_from, valid_to"},
	{"operators", "operator_id, kind, licence_from, licence_to, convention_from, convention_to, department, ambulances, vsls, taxis"},
	{"crew", "person_id, operator_id, name, qualification, qualified_on, driving_attestation_to, renewal_pending, afgsu_to, valid_from, valid_to"},
	{"taxi_licences", "ads_number, commune, operator_id, plate, issued_on, valid_to"},
	{"taxi_cards", "driver_id, card_number, department, valid_from, valid_to, suspended_from, suspended_to, attestation_to"},
	{"convention_annex", "operator_id, plate, driver_id, valid_from, valid_to"},
	{"taxi_prices", "department, element, amount, valid_from, valid_to"},
	{"stays", "patient_id, facility_id, kind, entered_on, left_on"},
	{"facilities", "facility_id, kind, legal_entity, postcode, missions, specialties"},
	{"attached_prescribers", "facility_id, prescriber_id, valid_from, valid_to"},
	{"prescribers", "prescriber_id, speciality, valid_from, valid_to"},
	{"patients", "patient_id, health_cover"},
	{"ald_protocols", "patient_id, ald_code, valid_from, valid_to"},
	{"accidents", "accident_id, patient_id, occurred_on, closed_on"},
	{"cards", "card_id, holder_id, opposed_from, opposed_to"},
	{"routes", "departure_postcode, arrival_postcode, km"},
	{"packs", "pack_code, product, units, price"},
	{"control_requests", "request_id, subject_id, sent_on, received_on, due_on, answered_on, complete, purpose"},
	{"agreement_periods", "subject_id, item, number, valid_from, valid_to"},
	{"targets", "subject_id, item, indicator, baseline, objective, valid_from, valid_to, result"},
	{"professions", "subject_id, profession, area, activity"},
	{"procedures", "procedure_id, subject_id, step, happened_on"},
	{"holidays", "day, area"},
	{"suppressions", "scope, key, rule_id, reason, owner, until"},
	{"snapshot", "name, taken_on, complete"},
}

func TestEntriesAreTheContract(t *testing.T) {
	got := entries()
	if len(got) != len(contract) {
		t.Fatalf("got %d registers; want %d", len(got), len(contract))
	}
	for i, want := range contract {
		if got[i].name != want.name {
			t.Errorf("register %d: got %s; want %s", i, got[i].name, want.name)
		}
		if columns := strings.Join(got[i].columns, ", "); columns != want.columns {
			t.Errorf("%s:\n got %s\nwant %s", want.name, columns, want.columns)
		}
	}
}
