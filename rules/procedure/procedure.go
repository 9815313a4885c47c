// Package procedure follows a procedure of articles R148-1 to R148-9 of the Code de la sécurité sociale through its statutory
// steps: where it stands on a day, what is due next and from whom, and what silence will mean or has meant.
//
// A director who finds an abnormal level of prescriptions or acts notifies it (R148-1). The director then drops the procedure,
// proposes an objective (R148-3 to R148-6), or pursues prior agreement (mise sous accord préalable): before the commission
// (R148-7), the national director (R148-8), and by a decision (R148-9). Most silences have an effect, and the next period runs
// from that effect: Follow takes a procedure through them.
//
// The words of the steps are those of Steps. The wording applied is that of 29 July 2018, which changed no period; the one before is
// of 1 June 2011. R148-2 and
// R148-4 were not read: their periods, if any, are not known here.
//
// Periods are counted as in articles 641 and 642 of the Code de procédure civile, by analogy. The day that starts a period does
// not count. A period of months ends on the day of the last month with the same number, or on the last day of that month. It
// ends with that day, at 24:00: an act on that day is in time, and silence takes effect the day after. A period that follows
// another starts on the day on which that one ended. No period is extended to a working day.
package procedure

import (
	"cmp"
	"slices"

	"vigie/rules/civil"
)

// Event is a step as recorded in a register.
type Event struct {
	Word string    // of the step
	On   civil.Day // zero where it is not known
}

// Status is where a procedure stands on a day.
type Status struct {
	Stage    Stage
	Last     Event     // the last step that counts
	Due      civil.Day // the last day of the current period or, where that ended without effect or in abandonment, of the last one; zero for none
	Earliest civil.Day // the first day on which an objective's period may end; zero at every other stage
	Overdue  bool      // Due is past, and nothing follows without an act
	Lapses   []Lapse   // silences that have had an effect, in order
	Remarks  []Remark  // what a person should look at
	Later    int       // steps dated after the day, which were left out
	Begun    bool      // there is a step that is dated on or before the day, or has no day
}

// Period is the stage whose period ends on Due or, where the procedure is deemed abandoned, ended then.
func (s *Status) Period() Stage {
	if s.Stage == DeemedAbandoned {
		return s.Lapses[len(s.Lapses)-1].Stage
	}
	return s.Stage
}

// Basis is the citation of the article that sets the period, in the wording of its last day, or of the last step where it has no end;
// empty where no article sets a period.
func (s *Status) Basis() string { return s.Period().Basis(cmp.Or(s.Due, s.Last.On)) }

// Lapse is a silence that has had an effect.
type Lapse struct {
	Stage Stage     // the stage whose period ended
	Term  civil.Day // the last day of that period
}

// Since is the first day of the effect.
func (l Lapse) Since() civil.Day { return l.Term + 1 }

// Basis is the citation of the article that attaches the effect, in the wording of the last day of the period.
func (l Lapse) Basis() string { return l.Stage.Basis(l.Term) }

// Remark is something in the register that does not fit the articles, or that the articles leave open.
type Remark struct {
	Kind  Kind
	Event Event
	Bound civil.Day // the day that the text of the remark ends with; zero for none
}

// Follow gives the status of a procedure at the end of a day. Events dated later have not happened yet. The order of the events
// does not matter; those of one day count in statutory order.
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

// conclude fills in what depends on the last stage.
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
