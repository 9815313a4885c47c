package claim

import (
	"strings"
	"testing"
)

// The words are those of the data contract, in its order. Each is read back as itself, and no other word is read.
func TestVocabularies(t *testing.T) {
	words[Service](t, "ambulance vsl taxi public_transport scheduled_plane scheduled_boat private_vehicle escort", Service.String, ReadService)
	words[Reason](t, "hospitalisation ald ambulance_state long_distance series camsp_cmpp appliance medical_control court_expert "+
		"appointed_expert commission leave maternity_lodging other", Reason.String, ReadReason)
	words[Mode](t, "ambulance seated individual", Mode.String, ReadMode)
	words[Category](t, "A B C D", Category.String, ReadCategory)
	words[Qualification](t, "dea firefighter auxiliary first_aid driver", Qualification.String, ReadQualification)
	words[OperatorKind](t, "ambulance taxi other", OperatorKind.String, ReadOperatorKind)
	words[Surcharge](t, "none night sunday_holiday", Surcharge.String, ReadSurcharge)
	words[ProviderKind](t, "doctor auxiliary health_centre hospital esms pharmacy laboratory supplier", ProviderKind.String, ReadProviderKind)
	words[CareKind](t, "nursing physiotherapy speech_therapy psychomotor occupational_therapy psychology medical dental pharmacy "+
		"laboratory device sick_leave other", CareKind.String, ReadCareKind)
}

func words[W ~uint8](t *testing.T, list string, spell func(W) string, read func([]byte) (W, bool)) {
	t.Helper()
	for i, word := range strings.Fields(list) {
		got, ok := read([]byte(word))
		if !ok || got != W(i+1) || spell(got) != word {
			t.Errorf("%q: got %d, %t, %q; want %d and itself", word, got, ok, spell(got), i+1)
		}
		if _, ok := read([]byte(word + "x")); ok {
			t.Errorf("%qx is read; want it refused", word)
		}
		if upper := strings.ToUpper(word); upper != word {
			if _, ok := read([]byte(upper)); ok {
				t.Errorf("%q is read; want it refused", upper)
			}
		}
	}
	if spell(0) != "" {
		t.Errorf("zero is %q; want no word", spell(0))
	}
}

func TestFlag(t *testing.T) {
	f := func(text string, want Flag, ok bool) {
		t.Helper()
		if got, read := ReadFlag([]byte(text)); got != want || read != ok {
			t.Errorf("%q: got %d, %t; want %d, %t", text, got, read, want, ok)
		}
	}
	f("true", Yes, true)
	f("1", Yes, true)
	f("oui", Yes, true)
	f("false", No, true)
	f("0", No, true)
	f("non", No, true)
	f("", 0, false)
	f("TRUE", 0, false)
	f("yes", 0, false)
}

// R322-10-1: VSL and taxi are one class; only a means of transport of the patient has one.
func TestClasses(t *testing.T) {
	f := func(s Service, want Class) {
		t.Helper()
		if got := s.Class(); got != want {
			t.Errorf("%s: got class %d; want %d", s, got, want)
		}
	}
	f(Ambulance, Lying)
	f(VSL, Seated)
	f(Taxi, Seated)
	f(PublicTransport, Individual)
	f(ScheduledPlane, Individual)
	f(ScheduledBoat, Individual)
	f(PrivateVehicle, Individual)
	f(Escort, 0)
	if ModeAmbulance.Class() != Lying || ModeSeated.Class() != Seated || ModeIndividual.Class() != Individual || ModeOmitted.Class() != 0 {
		t.Error("the modes name the classes in their order, and an omitted one none")
	}
	if Lying <= Seated || Seated <= Individual {
		t.Error("the dearest class is the highest")
	}
}

// R322-10 2°: five reasons for which a convocation stands in for the prescription.
func TestControls(t *testing.T) {
	var controls []string
	for r := Hospitalisation; r <= ReasonOmitted; r++ {
		if r.Control() {
			controls = append(controls, r.String())
		}
	}
	if got, want := strings.Join(controls, " "), "appliance medical_control court_expert appointed_expert commission"; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}
