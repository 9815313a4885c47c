package procedure

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"vigie/rules/civil"
)

func day(s string) civil.Day {
	d, ok := civil.ParseDay([]byte(s))
	if !ok {
		panic("no day: " + s)
	}
	return d
}

// events reads "notified 2025-01-10, hearing 2025-02-20"; a step may have no day.
func events(s string) (list []Event) {
	for part := range strings.SplitSeq(s, ", ") {
		word, on, dated := strings.Cut(part, " ")
		e := Event{Word: word}
		if dated {
			e.On = day(on)
		}
		list = append(list, e)
	}
	return list
}

// statusText is a status as the tables below write it: the stage and its day, then "overdue", silences and remarks, if any.
func statusText(s *Status) string {
	words := []string{s.Stage.String()}
	if s.Due.Known() {
		words = append(words, s.Due.String())
	}
	if s.Overdue {
		words = append(words, "overdue")
	}
	for _, l := range s.Lapses {
		words = append(words, l.Stage.Silence().String()+"@"+l.Since().String())
	}
	for _, r := range s.Remarks {
		remark := "!" + r.Kind.String()
		if r.Bound.Known() {
			remark += "@" + r.Bound.String()
		}
		words = append(words, remark)
	}
	return strings.Join(words, " ")
}

func follows(t *testing.T) func(history, asOf, want string) {
	return func(history, asOf, want string) {
		t.Helper()
		if got := statusText(Follow(events(history), day(asOf))); got != want {
			t.Errorf("%s, on %s:\n got %s\nwant %s", history, asOf, got, want)
		}
	}
}

// R148-1 I: a month from the notification.
func TestObservations(t *testing.T) {
	f := follows(t)
	f("notified 2025-01-10", "2025-01-10", "observations 2025-02-10")
	f("notified 2025-01-10", "2025-02-09", "observations 2025-02-10")
	f("notified 2025-01-10", "2025-02-10", "observations 2025-02-10")
	f("notified 2025-01-10", "2025-02-11", "director_choice 2025-03-10")
	f("notified 2025-01-31", "2025-02-01", "observations 2025-02-28")
	f("notified 2024-01-31", "2024-02-01", "observations 2024-02-29")
	f("notified 2024-01-29", "2024-02-01", "observations 2024-02-29")
	f("notified 2025-02-28", "2025-02-28", "observations 2025-03-28")
	f("notified 2024-02-29", "2024-03-01", "observations 2024-03-29")
	f("notified 2025-12-31", "2026-01-01", "observations 2026-01-31")
	f("notified 2025-03-31", "2025-04-01", "observations 2025-04-30")
	f("notified 2025-01-10, observations 2025-02-10", "2025-02-10", "observations 2025-02-10")
	f("notified 2025-01-10, hearing_requested 2025-01-12", "2025-02-10", "observations 2025-02-10")
	f("notified 2025-01-10, observations 2025-02-11", "2025-02-11", "director_choice 2025-03-10 !passed")
}

// R148-1 II: a month from the end of that month, or from the day after a later hearing.
func TestDirectorChoice(t *testing.T) {
	f := follows(t)
	f("notified 2025-01-10", "2025-03-09", "director_choice 2025-03-10")
	f("notified 2025-01-10", "2025-03-10", "director_choice 2025-03-10")
	f("notified 2025-01-10", "2025-03-11", "deemed_abandoned 2025-03-10 overdue deemed_abandoned@2025-03-11")
	f("notified 2025-01-31", "2025-03-01", "director_choice 2025-03-28")
	f("notified 2024-01-31", "2024-03-01", "director_choice 2024-03-29")
	f("notified 2025-12-31", "2026-02-01", "director_choice 2026-02-28")
	f("notified 2024-12-15", "2025-01-16", "director_choice 2025-02-15")

	f("notified 2025-01-10, hearing 2025-02-09", "2025-02-11", "director_choice 2025-03-10")
	f("notified 2025-01-10, hearing 2025-02-10", "2025-02-11", "director_choice 2025-03-10")
	f("notified 2025-01-10, hearing 2025-02-11", "2025-02-11", "director_choice 2025-03-12")
	f("notified 2025-01-10, hearing 2025-02-20", "2025-03-20", "director_choice 2025-03-21")
	f("notified 2025-01-10, hearing 2025-02-20", "2025-03-21", "director_choice 2025-03-21")
	f("notified 2025-01-10, hearing 2025-02-20", "2025-03-22", "deemed_abandoned 2025-03-21 overdue deemed_abandoned@2025-03-22")
	f("notified 2024-12-20, hearing 2025-01-30", "2025-01-30", "director_choice 2025-02-28")
	f("notified 2024-12-20, hearing 2025-01-31", "2025-01-31", "director_choice 2025-03-01")
	f("notified 2025-01-10, hearing 2025-03-10", "2025-03-10", "director_choice 2025-04-11")
	f("notified 2025-01-10, hearing 2025-03-11", "2025-03-11", "deemed_abandoned 2025-03-10 overdue deemed_abandoned@2025-03-11 !after_end")

	f("notified 2025-01-10, abandoned 2025-03-10", "2025-06-01", "closed")
	f("notified 2025-01-10, agreement_pursued 2025-03-10", "2026-06-01", "agreement_pursued")
	f("notified 2025-01-10, commission_seized 2025-03-10", "2025-03-10", "commission_observations 2025-04-10")
	f("notified 2025-01-10, commission_seized 2025-03-11", "2025-03-11", "deemed_abandoned 2025-03-10 overdue deemed_abandoned@2025-03-11 !after_end")
	f("notified 2025-01-10, objective_proposed 2025-02-10", "2025-02-10", "objective_proposed 2025-02-25 !early@2025-02-10")
	f("notified 2025-01-10, objective_proposed 2025-02-11", "2025-02-11", "objective_proposed 2025-02-26")
}

// R148-3 3°: fifteen days from the notification of the proposal.
func TestProposal(t *testing.T) {
	const proposed = "notified 2025-01-10, objective_proposed 2025-02-20"
	f := follows(t)
	f(proposed, "2025-03-06", "objective_proposed 2025-03-07")
	f(proposed, "2025-03-07", "objective_proposed 2025-03-07")
	f(proposed, "2025-03-08", "objective_period 2025-08-20 deemed_accepted@2025-03-08 !no_receipt")
	f("notified 2024-01-10, objective_proposed 2024-02-20", "2024-03-06", "objective_proposed 2024-03-06")
	f("notified 2025-11-10, objective_proposed 2025-12-20", "2026-01-04", "objective_proposed 2026-01-04")
	f(proposed+", objective_refused 2025-03-07", "2026-01-01", "objective_refused")
	f(proposed+", objective_refused 2025-03-08", "2025-03-08", "objective_period 2025-08-20 deemed_accepted@2025-03-08 !passed !no_receipt")
	f(proposed+", objective_accepted 2025-03-01", "2025-03-01", "objective_period 2025-08-20 !no_receipt")
	f(proposed+", objective_refused 2025-03-01, commission_seized 2025-06-01", "2025-06-01", "commission_observations 2025-07-01")
	// Received later: the notification counts, but an answer within fifteen days of receipt was no silence.
	f(proposed+", proposal_received 2025-02-20", "2025-03-07", "objective_proposed 2025-03-07")
	f(proposed+", proposal_received 2025-02-24", "2025-03-07", "objective_proposed 2025-03-07 !received_later@2025-03-11")
	f(proposed+", proposal_received 2025-02-24", "2025-03-08", "objective_period 2025-08-24 deemed_accepted@2025-03-08 !received_later@2025-03-11")
	f(proposed+", proposal_received 2025-02-24, objective_refused 2025-03-11", "2025-03-11", "objective_refused !refused_after_receipt@2025-03-07")
	f(proposed+", proposal_received 2025-02-24, objective_refused 2025-03-12", "2025-03-12", "objective_period 2025-08-24 deemed_accepted@2025-03-08 !passed !received_later@2025-03-11")
}

// R148-3 1°: four to six months from receipt. R148-6: the result within six months after the period.
func TestObjective(t *testing.T) {
	const accepted = "notified 2025-01-10, objective_proposed 2025-02-20, proposal_received 2025-02-28, objective_accepted 2025-03-01"
	f := follows(t)
	f(accepted, "2025-08-27", "objective_period 2025-08-28")
	f(accepted, "2025-08-28", "objective_period 2025-08-28")
	f(accepted, "2025-08-29", "result_due 2026-02-28 period_over@2025-08-29")
	f(accepted, "2026-02-28", "result_due 2026-02-28 period_over@2025-08-29")
	f(accepted, "2026-03-01", "result_due 2026-02-28 overdue period_over@2025-08-29")
	f(accepted+", period_ended 2025-06-27", "2025-06-27", "result_due 2025-12-27 !period_short@2025-06-28")
	f(accepted+", period_ended 2025-06-28", "2025-06-28", "result_due 2025-12-28")
	f(accepted+", period_ended 2025-08-28", "2025-08-28", "result_due 2026-02-28")
	f(accepted+", period_ended 2025-08-29", "2025-08-29", "result_due 2026-02-28 !period_long@2025-08-28")
	f(accepted+", period_ended 2025-08-31", "2025-08-31", "result_due 2026-02-28 !period_long@2025-08-28")
	f(accepted+", period_ended 2025-06-30", "2025-12-30", "result_due 2025-12-30")
	f(accepted+", period_ended 2025-06-30", "2025-12-31", "result_due 2025-12-30 overdue")
	f(accepted+", period_ended 2025-06-30, result_notified 2025-12-30", "2026-06-01", "closed")
	f(accepted+", period_ended 2025-06-30, result_notified 2025-12-31", "2026-06-01", "closed !result_late@2025-12-30")
	f(accepted+", result_notified 2025-08-01", "2026-06-01", "closed")

	s := Follow(events(accepted), day("2025-03-02"))
	if got, want := s.Earliest.String(), "2025-06-28"; got != want {
		t.Errorf("earliest end of the period: got %s; want %s", got, want)
	}
	f("notified 2025-07-01, objective_proposed 2025-08-20, proposal_received 2025-08-31", "2025-09-05", "objective_period 2026-02-28 deemed_accepted@2025-09-05 !received_later@2025-09-15")
}

// R148-7: a month for observations, two for the opinion, three where the commission asks for one more.
func TestCommission(t *testing.T) {
	const seized = "notified 2025-01-10, commission_seized 2025-02-28"
	f := follows(t)
	f(seized, "2025-03-28", "commission_observations 2025-03-28")
	f(seized, "2025-03-29", "commission_opinion_due 2025-04-28")
	f(seized, "2025-04-28", "commission_opinion_due 2025-04-28")
	f(seized, "2025-04-29", "referral_due 2025-05-13 opinion_deemed_given@2025-04-29")
	f(seized+", commission_extended 2025-03-10", "2025-03-28", "commission_observations 2025-03-28")
	f(seized+", commission_extended 2025-04-28", "2025-05-27", "commission_opinion_due 2025-05-28")
	f(seized+", commission_extended 2025-04-28", "2025-05-28", "commission_opinion_due 2025-05-28")
	f(seized+", commission_extended 2025-04-28", "2025-05-29", "referral_due 2025-06-12 opinion_deemed_given@2025-05-29")
	f(seized+", commission_extended 2025-04-29", "2025-04-29", "referral_due 2025-05-13 opinion_deemed_given@2025-04-29 !passed")
	f(seized+", commission_extended 2025-04-01, commission_extended 2025-05-01", "2025-05-01", "commission_opinion_due 2025-05-28 !passed")
	f(seized+", hearing 2025-03-31", "2025-03-31", "commission_opinion_due 2025-04-28")
	f(seized+", commission_opinion 2025-03-28", "2025-03-28", "referral_due 2025-04-12 !early@2025-03-28")
	f(seized+", commission_opinion 2025-03-29", "2025-03-29", "referral_due 2025-04-13")
	f(seized+", commission_opinion 2025-04-29", "2025-04-29", "referral_due 2025-05-13 opinion_deemed_given@2025-04-29 !passed")
	// Month ends: three months run from the seizure, not one from the end of two.
	f("notified 2025-11-20, commission_seized 2025-12-31", "2026-02-01", "commission_opinion_due 2026-02-28")
	f("notified 2025-11-20, commission_seized 2025-12-31, commission_extended 2026-02-28", "2026-03-01", "commission_opinion_due 2026-03-31")
	f("notified 2023-11-20, commission_seized 2023-12-31", "2024-02-01", "commission_opinion_due 2024-02-29")
}

// R148-8: fifteen days to seize the national director, who has a month. R148-9: fifteen days to decide.
func TestNationalOpinion(t *testing.T) {
	const given = "notified 2025-01-10, commission_seized 2025-02-20, commission_opinion 2025-04-01"
	const referred = given + ", uncam_seized 2025-04-16"
	const favourable = referred + ", uncam_favourable 2025-05-16"
	f := follows(t)
	f(given, "2025-04-15", "referral_due 2025-04-16")
	f(given, "2025-04-16", "referral_due 2025-04-16")
	f(given, "2025-04-17", "deemed_abandoned 2025-04-16 overdue deemed_abandoned@2025-04-17")
	f(given+", uncam_seized 2025-04-17", "2025-04-17", "deemed_abandoned 2025-04-16 overdue deemed_abandoned@2025-04-17 !after_end")
	f(given+", abandoned 2025-04-16", "2025-04-17", "closed")
	f(referred, "2025-05-15", "national_opinion_due 2025-05-16")
	f(referred, "2025-05-16", "national_opinion_due 2025-05-16")
	f(referred, "2025-05-17", "decision_due 2025-05-31 deemed_favourable@2025-05-17")
	f(referred, "2025-05-31", "decision_due 2025-05-31 deemed_favourable@2025-05-17")
	f(referred, "2025-06-01", "deemed_abandoned 2025-05-31 overdue deemed_favourable@2025-05-17 deemed_abandoned@2025-06-01")
	f(referred+", uncam_unfavourable 2025-05-17", "2025-05-17", "decision_due 2025-05-31 deemed_favourable@2025-05-17 !passed")
	f(favourable, "2025-05-31", "decision_due 2025-05-31")
	f(favourable, "2025-06-01", "deemed_abandoned 2025-05-31 overdue deemed_abandoned@2025-06-01")
	f(favourable+", decided 2025-05-31", "2026-01-01", "closed")
	f(favourable+", decided 2025-06-01", "2026-01-01", "deemed_abandoned 2025-05-31 overdue deemed_abandoned@2025-06-01 !after_end")
	f(referred+", uncam_opinion 2025-05-02", "2025-05-02", "decision_due 2025-05-17")
	f(referred+", uncam_unfavourable 2025-05-02, abandoned 2025-05-17", "2026-01-01", "closed")
	f(referred+", uncam_unfavourable 2025-05-02, decided 2025-05-10", "2026-01-01", "closed !against_opinion")
	f("notified 2023-12-01, commission_seized 2024-01-15, commission_opinion 2024-02-20", "2024-02-21", "referral_due 2024-03-06")
}

// Silence after silence: nobody has acted since the commission was seized.
func TestSilences(t *testing.T) {
	f := follows(t)
	f("notified 2025-01-10, commission_seized 2025-02-20", "2026-01-01",
		"deemed_abandoned 2025-05-05 overdue opinion_deemed_given@2025-04-21 deemed_abandoned@2025-05-06")
	f("notified 2025-01-10, objective_proposed 2025-02-20, proposal_received 2025-02-20", "2027-01-01",
		"result_due 2026-02-20 overdue deemed_accepted@2025-03-08 period_over@2025-08-21")
}

func TestRegistersThatDoNotFit(t *testing.T) {
	f := follows(t)
	f("notified 2025-01-10, nonsense 2025-01-12", "2025-01-12", "observations 2025-02-10 !unknown_step")
	f("nonsense 2025-01-12", "2025-01-12", "not_begun !unknown_step")
	f("nonsense", "2025-01-12", "not_begun !unknown_step")
	f("notified, hearing 2025-01-12", "2025-01-12", "not_begun !no_day !passed")
	f("commission_seized 2025-02-20", "2025-02-20", "commission_observations 2025-03-20 !out_of_order")
	f("proposal_received 2025-02-20", "2025-02-20", "objective_proposed 2025-03-07 !out_of_order")
	f("objective_accepted 2025-02-20", "2025-02-20", "objective_period 2025-08-20 !out_of_order !no_receipt")
	f("period_ended 2025-02-20", "2025-02-20", "result_due 2025-08-20 !out_of_order")
	f("notified 2025-01-10, uncam_seized 2025-02-20", "2025-02-20", "national_opinion_due 2025-03-20 !out_of_order")
	f("notified 2025-01-10, notified 2025-01-20", "2025-01-20", "observations 2025-02-20 !begun_again")
	f("notified 2025-01-10, abandoned 2025-01-20, notified 2025-03-01", "2025-03-01", "observations 2025-04-01 !begun_again")
	f("notified 2025-01-10, abandoned 2025-01-20, hearing 2025-01-21", "2025-03-01", "closed !after_end")
	f("abandoned 2025-01-20", "2025-03-01", "closed")
	f("notified 2025-01-10, abandoned 2025-03-11", "2025-04-01", "closed deemed_abandoned@2025-03-11")
	// What is dated after the day has not happened yet.
	f("notified 2025-01-10, abandoned 2025-01-20", "2025-01-19", "observations 2025-02-10")
	if s := Follow(events("notified 2025-01-10"), day("2025-01-09")); s.Begun || s.Later != 1 {
		t.Errorf("the day before: got begun %t and %d later steps; want nothing begun and 1", s.Begun, s.Later)
	}
}

// However the register is sorted and cut into histories, the status is the same and nothing panics.
func TestOrderSaysNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := append(Steps(), StepText{Word: "nonsense"})
	for range 3000 {
		var list []Event
		for range 1 + r.IntN(9) {
			list = append(list, Event{words[r.IntN(len(words))].Word, day("2024-01-20") + civil.Day(r.IntN(400))})
		}
		asOf := day("2024-06-01") + civil.Day(r.IntN(600))
		want := Follow(list, asOf)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := Follow(list, asOf); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v on %s:\n got %+v\nwant %+v", list, asOf, got, want)
		}
		if want.Overdue && want.Stage != DeemedAbandoned && want.Stage != Reporting {
			t.Fatalf("%v on %s: got %s overdue; want silence followed on", list, asOf, want.Stage)
		}
	}
}
