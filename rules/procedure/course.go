package procedure

import "vigie/rules/civil"

// course is a procedure under way, with what must be known of its past to go on.
type course struct {
	Status
	start        civil.Day // of the current period
	received     civil.Day // when the proposal was received; zero where it is not recorded
	answerBy     civil.Day // the last day to refuse the proposal, from its notification
	tacit        bool      // the objective was accepted by silence
	noReceipt    bool      // no receipt is recorded: the objective's period runs from the notification
	assumed      bool      // the objective's period ended by its greatest length, not by a recorded day
	objective    civil.Day // the day that starts the objective's period; zero where it has not begun
	extended     bool      // the commission has one month more
	unfavourable bool      // the national opinion is recorded as unfavourable
}

// end is the last day of the current period; zero where there is none.
func (c *course) end() civil.Day {
	lasts := statutes[c.Stage].lasts
	if lasts == (period{}) {
		return 0
	}
	if c.Stage == CommissionAdvising && c.extended {
		lasts.months++ // one longer period, still from the seizure
	}
	return lasts.from(c.start)
}

// lapse applies the effect of silence at the end of every period that is over before a day.
func (c *course) lapse(before civil.Day) {
	for {
		end, then := c.end(), statutes[c.Stage].then
		if !end.Known() || end >= before || then == NotBegun {
			return
		}
		if c.Stage.Silence() != GoesOn {
			c.Lapses = append(c.Lapses, Lapse{c.Stage, end})
		}
		switch c.Stage {
		case CommissionHearing: // the commission's period runs in parallel with the professional's, from the seizure
			c.Stage = then
		case Proposed:
			c.tacit = true
			c.accept(c.start)
		default:
			c.assumed = c.Stage == OnObjective
			c.Stage, c.start = then, end
		}
	}
}

// accept starts the objective's period: on the day of receipt, or on the given day until a receipt is recorded.
func (c *course) accept(otherwise civil.Day) {
	c.noReceipt = !c.received.Known()
	c.objective = c.received
	if c.noReceipt {
		c.objective = otherwise
	}
	c.Stage, c.start = OnObjective, c.objective
}

// take applies the effect of a step.
func (c *course) take(step Step, e Event) {
	m := &moves[step]
	if step == notified && c.Stage != NotBegun {
		c.begin()
		c.remark(BegunAgain, e, 0)
	}
	if !m.from.has(c.Stage) && !c.admit(step, e) {
		return
	}
	if step == proposalReceived && c.received.Known() || step == commissionExtended && c.extended {
		c.remark(Passed, e, 0)
		return
	}
	if m.early.has(c.Stage) {
		c.remark(Early, e, c.end())
	}
	c.Last = e
	switch step {
	case hearing:
		if c.Stage == Deciding {
			c.start = e.On + 1 // the month runs "à compter du lendemain de l'audition"
		}
	case objectiveProposed:
		c.propose(e)
	case proposalReceived:
		c.receive(e)
	case objectiveAccepted:
		if c.Stage != Proposed {
			c.start = e.On
		}
		c.accept(c.start)
	case periodEnded:
		c.checkPeriod(e)
		c.assumed = false
		c.enter(m.to, e)
	case resultNotified:
		if end := c.end(); c.Stage == Reporting && end < e.On {
			c.remark(ResultLate, e, end)
		}
		c.enter(m.to, e)
	case commissionExtended:
		c.extended = true
	case decided:
		if c.unfavourable {
			c.remark(AgainstOpinion, e, 0)
		}
		c.enter(m.to, e)
	default:
		c.unfavourable = step == uncamUnfavourable
		if m.to != NotBegun {
			c.enter(m.to, e)
		}
	}
}

func (c *course) propose(e Event) {
	c.enter(Proposed, e)
	c.answerBy = c.end()
}

// receive notes the day of receipt. It starts the objective's period, or moves it where silence has started it already.
func (c *course) receive(e Event) {
	c.received = e.On
	switch c.Stage {
	case Proposed:
	case OnObjective:
		c.accept(e.On)
	default: // a proposal that was received must have been made
		c.propose(e)
	}
}

// admit says whether a step that does not follow from the current stage counts all the same, and adds a remark. A step that
// leads further counts, since the register says that it happened; one that the procedure has passed does not.
func (c *course) admit(step Step, e Event) bool {
	m := &moves[step]
	switch {
	case c.Stage == DeemedAbandoned || c.Stage == Closed:
		c.remark(AfterEnd, e, 0)
		return false
	case step == objectiveRefused && c.Stage == OnObjective && c.tacit && c.received.Known() && e.On <= c.received+answerDays:
		// For the addressee the notification may count from its receipt: then the refusal was in time, and there was no
		// silence.
		c.Lapses = c.Lapses[:len(c.Lapses)-1]
		c.remark(RefusedAfterReceipt, e, c.answerBy)
		return true
	case step == periodEnded && c.Stage == Reporting && c.assumed:
		c.Lapses = c.Lapses[:len(c.Lapses)-1]
		return true
	case m.to > c.Stage && (step != objectiveRefused || !c.objective.Known()): // an accepted objective cannot be refused
		c.remark(OutOfOrder, e, 0)
		return true
	}
	c.remark(Passed, e, 0)
	return false
}

// begin starts the course anew, and keeps its remarks.
func (c *course) begin() {
	*c = course{Status: Status{Remarks: c.Remarks, Later: c.Later, Begun: c.Begun}}
}

func (c *course) enter(s Stage, e Event) { c.Stage, c.start = s, e.On }

// checkPeriod adds a remark if an objective's period is shorter or longer than the article allows.
func (c *course) checkPeriod(e Event) {
	if !c.objective.Known() {
		return
	}
	least, most := c.objective.AddMonths(leastObjective), statutes[OnObjective].lasts.from(c.objective)
	switch {
	case e.On < least:
		c.remark(PeriodShort, e, least)
	case e.On > most:
		c.remark(PeriodLong, e, most)
	}
}

func (c *course) remark(k Kind, e Event, bound civil.Day) {
	c.Remarks = append(c.Remarks, Remark{k, e, bound})
}
