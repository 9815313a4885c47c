// Package procedure follows a procedure of articles R148-1 to R148-9 of the Code de la sécurité sociale through its
// statutory steps: where it stands on a day, what is due next, from whom, and what silence will mean or has meant.
//
// A director who finds an abnormal level of prescriptions or acts notifies it (R148-1), and then drops the procedure,
// proposes an objective (R148-3 to R148-6), or pursues prior agreement (mise sous accord préalable) before the commission
// (R148-7), the national director (R148-8) and by a decision (R148-9). Most silences have an effect of their own, and the
// next period runs from that effect: Follow carries a procedure on through them.
//
// The words of a step are those of Steps. The wording followed is that of 29 July 2018; it changed no period. R148-2 and
// R148-4 were not read: no period of theirs is known here.
//
// A period runs as articles 641 and 642 of the Code de procédure civile have it, by analogy. The day that starts it does
// not count. One of months ends on the day of the last month with the same number, or on the last day of that month. It
// ends with that day, at 24:00: what is done on the day is in time, and silence has its effect from the day after. A
// period that follows another starts on the day with which that one ended. No period is extended to a working day.
package procedure

import (
	"cmp"
	"slices"

	"vigie/rules/civil"
)

// Event is a step as a register tells it.
type Event struct {
	Word string    // of the step
	On   civil.Day // zero where it is not known
}

// Status is where a procedure stands on a day.
type Status struct {
	Stage    Stage
	Last     Event     // the last step that counts
	Due      civil.Day // the last day of the period that runs or, where one ended without effect or in abandonment, ran; zero for none
	Earliest civil.Day // the first day on which an objective's period may end; zero at every other stage
	Overdue  bool      // Due is past, and nothing follows by itself
	Lapses   []Lapse   // silences that have had an effect, in order
	Remarks  []Remark  // what a person should look at
	Later    int       // steps dated after the day, which were left out
	Begun    bool      // a step is dated by the day, or has no day
}

// Period is the stage whose period ends on Due or, where the procedure is deemed abandoned, ended then.
func (s *Status) Period() Stage {
	if s.Stage == DeemedAbandoned {
		return s.Lapses[len(s.Lapses)-1].Stage
	}
	return s.Stage
}

// Lapse is a silence that has had an effect.
type Lapse struct {
	Stage Stage     // whose period it was
	Term  civil.Day // the last day of that period
}

// Since is the first day on which the effect stands.
func (l Lapse) Since() civil.Day { return l.Term + 1 }

// Remark is something in the register that does not fit the articles, or that they leave open.
type Remark struct {
	Kind  Kind
	Event Event
	Bound civil.Day // the day that the remark's text speaks of; zero for none
}

// Follow tells where a procedure stands at the end of its events on a day: those dated later have not happened. The order
// of the events says nothing; those of one day count in statutory order.
func Follow(events []Event, asOf civil.Day) *Status {
	c := course{}
	for _, e := range ordered(events) {
		if e.On > asOf {
			c.Later++
			continue
		}
		c.Begun = true
		step, known := ReadStep(e.Word)
		switch {
		case !known:
			c.remark(UnknownStep, e, 0)
		case !e.On.Known():
			c.remark(NoDay, e, 0)
		default:
			c.lapse(e.On)
			c.take(step, e)
		}
	}
	c.lapse(asOf)
	c.conclude(asOf)
	return &c.Status
}

func ordered(events []Event) []Event {
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b Event) int {
		stepA, _ := ReadStep(a.Word)
		stepB, _ := ReadStep(b.Word)
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(stepA, stepB), cmp.Compare(a.Word, b.Word))
	})
	return events
}

// conclude fills in what a reader asks of the last stage.
func (c *course) conclude(asOf civil.Day) {
	switch c.Stage {
	case DeemedAbandoned:
		c.Due = c.Lapses[len(c.Lapses)-1].Term
	case OnObjective:
		c.Earliest = c.start.AddMonths(leastObjective)
		c.Due = c.end()
	default:
		c.Due = c.end()
	}
	c.Overdue = c.Due.Known() && c.Due < asOf
	if c.noReceipt && (c.Stage == OnObjective || c.Stage == Reporting && c.assumed) {
		c.remark(NoReceipt, c.Last, 0)
	}
	if by := c.received + answerDays; c.received.Known() && by > c.answerBy && (c.Stage == Proposed || c.Stage == OnObjective && c.tacit) {
		c.remark(ReceivedLater, Event{moves[proposalReceived].word, c.received}, by)
	}
}
