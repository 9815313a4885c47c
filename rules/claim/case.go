package claim

import (
	"vigie/rules/civil"
	"vigie/rules/law"
)

// Context is what every case of a run is read against.
type Context struct {
	Registers  *Registers
	Calendar   *civil.Calendar
	Parameters *law.Parameters
	Pseudonym  func(id string) string // replaces the ids of persons where claims are compared with pseudonymous ones; nil elsewhere

	structures structures // worked out from the registers when a case first needs them
	taxiPrices taxiPrices // likewise
}

// Case is one claim under examination: the claim itself and what the registers say about it.
//
// A case remembers what was missing. A method that reads a value which is not there (its column is absent or empty, or its
// register was not supplied) returns a zero value and notes the name of the column or register; whoever judges asks Missing
// afterwards. So a rule reads like the law and cannot forget that data may be absent, and nothing that it did not read counts
// against the claim.
type Case struct {
	line      *Claim
	in        *Context
	registers *Registers // with a cache of the last answers
	day       civil.Day
	missing   string // the first value that was read and is not there
	doubt     string // the first value that is missing to settle a Standing or Truth

	prescription lookup
	routeKey     routeKey
	nearest      nearestCache
	groupKey     GroupKey
}

// NewCase makes a case, which is used for claim after claim by one goroutine.
func NewCase(in *Context) *Case { return &Case{in: in, registers: cachedRegisters(in.Registers)} }

// Open turns to another claim.
func (c *Case) Open(line *Claim) {
	c.line, c.day = line, line.Day()
	c.prescription.done = false
	c.Clear()
}

// alias is the id under which a person of the claim is compared with those of other claims: the pseudonym, where there are
// pseudonymous claims.
func (c *Case) alias(id string) string {
	if c.in.Pseudonym == nil || c.line.Pseudonymous || id == "" {
		return id
	}
	return c.in.Pseudonym(id)
}

// Clear forgets what was missing, before the next question is put.
func (c *Case) Clear() { c.missing, c.doubt = "", "" }

// Missing names the first column or register that was read since Clear and was not there; empty where nothing was missing.
func (c *Case) Missing() string { return c.missing }

func (c *Case) miss(what string) {
	if c.missing == "" {
		c.missing = what
	}
}

// Needs says that the claim cannot be decided without a column: where it holds no value, it is missing.
func (c *Case) Needs(column Column) {
	if !c.line.Known.Has(column) {
		c.miss(columnNames[column])
	}
}

// has says whether the column holds a value. An absent value is not noted as missing.
func (c *Case) has(column Column) bool { return c.line.Known.Has(column) }

// Truth is the answer to a question when part of the data may be unknown. It is ordered: min is "and", max is "or".
type Truth uint8

// The three answers.
const (
	False Truth = iota
	Unsure
	True
)

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// Sure says whether it is true. Where that is not known, what would settle it is missing.
func (c *Case) Sure(t Truth) bool {
	c.NeedsToKnow(t)
	return t == True
}

// NeedsToKnow says that the claim cannot be decided without an answer: where there is none, what would settle it is missing.
func (c *Case) NeedsToKnow(t Truth) {
	if t == Unsure {
		c.miss(c.doubt)
	}
}

// unsure is the answer to a question that a missing value leaves open.
func (c *Case) unsure(what string) Truth {
	c.noteDoubt(what)
	return Unsure
}

// noteDoubt remembers what is missing to answer a question. It counts as missing only if the verdict depends on that answer.
func (c *Case) noteDoubt(what string) {
	if c.doubt == "" {
		c.doubt = what
	}
}

// Weigh asks one of several questions. Where it has an answer, what was unknown on the way is forgotten, so that only what was
// needed is named as missing.
func (c *Case) Weigh(question func() Truth) Truth {
	before := c.doubt
	answer := question()
	if answer != Unsure {
		c.doubt = before
	}
	return answer
}

// Unseen is the answer to a question that depends on something that is not there.
func (c *Case) Unseen(what string) Truth { return c.unsure(what) }

// Standing says whether a credential was in force at the instant of pick-up. It is ordered: min asks for both of two, max for one.
type Standing uint8

// The standings. A credential that Lapses was in force at pick-up and ended before the arrival.
const (
	OutOfForce Standing = iota
	UnknownStanding
	Lapses
	InForce
)

// Settle returns the standing. Where it is not known, what would settle it is missing.
func (c *Case) Settle(s Standing) Standing {
	if s == UnknownStanding {
		c.miss(c.doubt)
	}
	return s
}

func (c *Case) unknown(what string) Standing {
	c.noteDoubt(what)
	return UnknownStanding
}

// standing compares an interval of days, both ends included, with pick-up and arrival. The names are those of the cells that may be
// missing.
func (c *Case) standing(from, to civil.Day, fromName, toName string) Standing {
	switch {
	case to.Known() && to < c.day:
		return OutOfForce
	case !from.Known():
		return c.unknown(fromName)
	case c.day < from:
		return OutOfForce
	case !to.Known():
		return c.unknown(toName)
	case to < c.lastDay():
		return Lapses
	}
	return InForce
}

// lastDay is the day of arrival, or that of pick-up where no arrival is known.
func (c *Case) lastDay() civil.Day {
	if c.line.Kind == Transport && c.has(ColArrivedAt) {
		return max(c.day, c.line.ArrivedAt.Day())
	}
	return c.day
}

// best is the most favourable standing among rows. Where there is no row it is out of force: the register is the evidence.
func best[Row any](rows []Row, of func(*Row) Standing) Standing {
	s := OutOfForce
	for i := range rows {
		if s = max(s, of(&rows[i])); s == InForce {
			break
		}
	}
	return s
}

// seek looks up a key. Answered is false where the register cannot tell: it was not supplied, it is a local extract that does not
// hold the key, a row of the key could not be read or contradicts another, or the register holds the key with other zeros before it. Then
// there are no rows. The empty key is that of nobody.
func seek[Row any](c *Case, register Register[Row], name, key string) (rows []Row, answered bool) {
	if register == nil || key == "" || !c.registers.Decides(name, key) {
		return nil, false
	}
	if rows = register.Of(key); len(rows) > 0 {
		return rows, true
	}
	return nil, !c.registers.Partial[name] &&
		!c.registers.foundWithOtherZeros(name, key, func(other string) bool { return len(register.Of(other)) > 0 || !c.registers.Decides(name, other) })
}

// seekBy is seek for a key that a column of the claim holds. Blame names the column or register that leaves the answer open.
func seekBy[Row any](c *Case, column Column, register Register[Row], name, key string) (rows []Row, blame string) {
	if !c.has(column) {
		return nil, columnNames[column]
	}
	rows, answered := seek(c, register, name, key)
	if !answered {
		return nil, name
	}
	return rows, ""
}

// seekID is seekBy for the patient or the biller, whom every claim names unless a placeholder stands there.
func seekID[Row any](c *Case, column Column, register Register[Row], name, key string) (rows []Row, blame string) {
	if key == "" {
		return nil, columnNames[column]
	}
	rows, answered := seek(c, register, name, key)
	if !answered {
		return nil, name
	}
	return rows, ""
}

// billerColumn is the column of who sent the bill.
func (c *Case) billerColumn() Column {
	if c.line.Kind == Care {
		return ColProviderID
	}
	return ColOperatorID
}

// operators are the register rows of the operator.
func (c *Case) operators() (rows []Operator, blame string) {
	return seekID(c, c.billerColumn(), c.registers.Operators, "operators", c.line.BillerID)
}

// NeedsBiller needs to know who sent the bill.
func (c *Case) NeedsBiller() {
	if c.line.BillerID == "" {
		c.miss(columnNames[c.billerColumn()])
	}
}

// NeedsPatient needs to know who the patient is.
func (c *Case) NeedsPatient() {
	if c.line.PatientID == "" {
		c.miss(columnNames[ColPatientID])
	}
}

// NamesNobody says whether a placeholder stands for the patient or the biller, whom every other claim names.
func (c *Case) NamesNobody() bool { return c.line.PatientID == "" || c.line.BillerID == "" }

// NeedsGroup needs what the claims of a group have in common, as far as a claim without it would stand in the group of others that lack
// it too: a placeholder names nobody, and does not join strangers. The other keys are needed by the rules themselves.
func (c *Case) NeedsGroup(k Key) {
	switch k {
	case ByPatient:
		c.NeedsPatient()
	case ByFleet:
		c.NeedsBiller()
	case ByTreatment:
		if treatment, known := c.Treatment(); !known || treatment == "" {
			c.NeedsPatient()
		}
	}
}

// Lacks notes something missing that a rule itself found, on going through register rows.
func (c *Case) Lacks(what string) { c.miss(what) }
