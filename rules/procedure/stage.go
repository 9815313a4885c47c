package procedure

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/law"
)

// Stage is where a procedure stands, in the order of the articles. The zero value has not begun.
type Stage uint8

// The stages.
const (
	NotBegun           Stage = iota // no step that counts is recorded
	Observing                       // the professional may ask to be heard or write
	Deciding                        // the director chooses among the three ways
	Proposed                        // an objective is proposed; the professional may refuse it
	OnObjective                     // the professional has accepted; the period runs
	Reporting                       // the period is over; the director owes the result
	Refused                         // the objective was refused; the commission may be seized
	Pursuing                        // prior agreement is pursued; the commission is to be seized
	CommissionHearing               // the professional may ask to be heard by the commission or write to it
	CommissionAdvising              // the commission owes its opinion
	Referring                       // the director drops the procedure or seizes the national director
	NationalAdvising                // the national director owes an opinion
	Concluding                      // the director owes the decision
	DeemedAbandoned                 // the director was silent for too long
	Closed                          // abandoned, decided, or the result notified
	stages
)

// Actor is who must act at a stage, or may act for the last time.
type Actor uint8

// The actors. UNCAM is the Union nationale des caisses d'assurance maladie.
const (
	Nobody Actor = iota
	Professional
	Director
	Commission
	NationalDirector // directeur général of UNCAM
	actors
)

// Silence is what the end of a period means.
type Silence uint8

// The silences.
const (
	NoPeriod     Silence = iota // the articles that were read set none
	GoesOn                      // the procedure goes on without observations
	Abandoned                   // the procedure is deemed abandoned
	Accepted                    // the objective is deemed accepted
	PeriodOver                  // the period for the objective is over at the latest
	NoEffect                    // the articles attach no effect to it
	OpinionGiven                // the commission's opinion is deemed given
	Favourable                  // the national opinion is deemed favourable
	silences
)

// answerDays is how long the professional may refuse a proposal; leastObjective is the least number of months of its period.
const (
	answerDays     civil.Day = 15
	leastObjective int       = 4
)

// period is a length of time in months or in days.
type period struct {
	months int
	days   civil.Day
}

// from is the last day of a period that starts on a day.
func (p period) from(start civil.Day) civil.Day { return start.AddMonths(p.months) + p.days }

// statute is what the articles set for a stage.
type statute struct {
	name    string
	article law.Ref
	part    string // of the article, as "II" or "3°"
	actor   Actor
	lasts   period
	silence Silence
	then    Stage // the stage to which silence leads; NotBegun where it leads to none
}

var statutes = [stages]statute{
	NotBegun:           {name: "not_begun"},
	Observing:          {"observations", law.R148_1, "I", Professional, period{months: 1}, GoesOn, Deciding},
	Deciding:           {"director_choice", law.R148_1, "II", Director, period{months: 1}, Abandoned, DeemedAbandoned},
	Proposed:           {"objective_proposed", law.R148_3, "3°", Professional, period{days: answerDays}, Accepted, OnObjective},
	OnObjective:        {"objective_period", law.R148_3, "1°", Professional, period{months: 6}, PeriodOver, Reporting},
	Reporting:          {"result_due", law.R148_6, "", Director, period{months: 6}, NoEffect, NotBegun},
	Refused:            {"objective_refused", law.R148_7, "", Director, period{}, NoPeriod, NotBegun},
	Pursuing:           {"agreement_pursued", law.R148_7, "", Director, period{}, NoPeriod, NotBegun},
	CommissionHearing:  {"commission_observations", law.R148_7, "", Professional, period{months: 1}, GoesOn, CommissionAdvising},
	CommissionAdvising: {"commission_opinion_due", law.R148_7, "", Commission, period{months: 2}, OpinionGiven, Referring},
	Referring:          {"referral_due", law.R148_8, "2°", Director, period{days: 15}, Abandoned, DeemedAbandoned},
	NationalAdvising:   {"national_opinion_due", law.R148_8, "", NationalDirector, period{months: 1}, Favourable, Concluding},
	Concluding:         {"decision_due", law.R148_9, "", Director, period{days: 15}, Abandoned, DeemedAbandoned},
	DeemedAbandoned:    {name: "deemed_abandoned"},
	Closed:             {name: "closed"},
}

// Texts lists the articles that set the periods, each once.
func Texts() (list []law.Ref) {
	for i := range statutes {
		article := statutes[i].article
		if article.Name != "" && !slices.ContainsFunc(list, func(r law.Ref) bool { return r.Name == article.Name }) {
			list = append(list, article)
		}
	}
	return list
}

// String is the stage's name for programs.
func (s Stage) String() string { return statutes[s].name }

// Actor is who must act.
func (s Stage) Actor() Actor { return statutes[s].actor }

// Silence is what the end of the stage's period means.
func (s Stage) Silence() Silence { return statutes[s].silence }

// Basis is the citation in the wording of a day: "CSS R148-1 II (2018-07-29)"; empty where no article sets a period.
func (s Stage) Basis(day civil.Day) string {
	of := &statutes[s]
	if of.article.Name == "" {
		return ""
	}
	article := of.article
	if of.part != "" {
		article = article.Part(of.part)
	}
	return article.On(day)
}

// String is the actor's name for programs.
func (a Actor) String() string {
	return [actors]string{"nobody", "professional", "director", "commission", "uncam"}[a]
}

// String is the silence's name for programs.
func (s Silence) String() string {
	return [silences]string{
		"no_period", "goes_on", "deemed_abandoned", "deemed_accepted", "period_over", "no_effect", "opinion_deemed_given", "deemed_favourable",
	}[s]
}
