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
	Pseudonym  func(id string) string // stands for persons where claims are compared with pseudonymous ones; nil where they are not

	structures structures // worked out from the registers when the first case asks
}

// Case is one claim under examination: the claim itself and what the registers say about it.
//
// Reading leaves a trace. A method that is asked for a value that is not there (its column is absent or empty, its
// register not supplied) answers with a zero value and remembers what was missing; whoever judges asks Missing
// afterwards. So a rule reads like the law and cannot forget that data may be absent, and only what it really needed
// counts against it.
type Case struct {
	line      *Claim
	in        *Context
	registers *Registers // as this case asks them
	day       civil.Day
	missing   string // first value that was asked for and is not there
	doubt     string // first value that a Standing or Truth could not see

	prescription lookup
	routeKey     routeKey
	nearest      nearestCache
	groupKey     GroupKey
}

// NewCase makes a case to be reused for claim after claim.
func NewCase(in *Context) *Case { return &Case{in: in, registers: cachedRegisters(in.Registers)} }

// Open turns to another claim.
func (c *Case) Open(line *Claim) {
	c.line, c.day = line, line.Day()
	c.prescription.done = false
	c.Clear()
}

// alias is how a person of the claim is compared with those of other claims.
func (c *Case) alias(id string) string {
	if c.in.Pseudonym == nil || c.line.Pseudonymous || id == "" {
		return id
	}
	return c.in.Pseudonym(id)
}

// Clear forgets what was missing, before the next question is put.
func (c *Case) Clear() { c.missing, c.doubt = "", "" }

// Missing names the first column or register that was asked for in vain since Clear; empty where none was.
func (c *Case) Missing() string { return c.missing }

func (c *Case) miss(what string) {
	if c.missing == "" {
		c.missing = what
	}
}

// need marks the case where the column holds no value.
func (c *Case) Needs(column Column) {
	if !c.line.Known.Has(column) {
		c.miss(columnNames[column])
	}
}

// holds says whether the column holds a value, without asking for it.
func (c *Case) holds(column Column) bool { return c.line.Known.Has(column) }

// Truth is what a question may answer when part of what it hangs on is not known. It is ordered: min is "and", max is "or".
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

// Sure says whether it is true, and asks for what is missing where nobody can tell.
func (c *Case) Sure(t Truth) bool {
	if t == Unsure {
		c.miss(c.doubt)
	}
	return t == True
}

// unsure notes what could not be seen. Unlike miss it does no harm while something else decides.
func (c *Case) unsure(what string) Truth {
	if c.doubt == "" {
		c.doubt = what
	}
	return Unsure
}

// Weigh puts one of several questions. What it could not see is forgotten where its answer did not hang on it, so that the
// blame falls on what was needed.
func (c *Case) Weigh(question func() Truth) Truth {
	before := c.doubt
	answer := question()
	if answer != Unsure {
		c.doubt = before
	}
	return answer
}

// Unseen is the answer to a question that hangs on something that is not there.
func (c *Case) Unseen(what string) Truth { return c.unsure(what) }

// Standing of a credential at the instant of pick-up. It is ordered: min asks for both, max for one of them.
type Standing uint8

// The standings. A credential that Lapses was in force at pick-up and ended before the arrival.
const (
	OutOfForce Standing = iota
	UnknownStanding
	Lapses
	InForce
)

// Settle gives the standing, and asks for what is missing where nobody can tell.
func (c *Case) Settle(s Standing) Standing {
	if s == UnknownStanding {
		c.miss(c.doubt)
	}
	return s
}

func (c *Case) unknown(what string) Standing {
	c.unsure(what)
	return UnknownStanding
}

// standing holds an interval of days, both ends included, against pick-up and arrival. The names say which cells to blame.
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
	if c.line.Kind == Transport && c.holds(ColArrivedAt) {
		return max(c.day, c.line.ArrivedAt.Day())
	}
	return c.day
}

// best is the most favourable standing among rows. No row at all is out of force: the register is the evidence.
func best[Row any](rows []Row, of func(*Row) Standing) Standing {
	s := OutOfForce
	for i := range rows {
		if s = max(s, of(&rows[i])); s == InForce {
			break
		}
	}
	return s
}

// seek looks a key up. It gives false where no answer can be had: the register was not supplied, or it is a local
// extract that does not hold the key.
func seek[Row any](c *Case, register Register[Row], name, key string) (rows []Row, answered bool) {
	if register == nil {
		return nil, false
	}
	rows = register.Of(key)
	return rows, len(rows) > 0 || !c.registers.Partial[name]
}

// seekBy is seek where the answer also takes a column of the claim. It names what is to blame for having no answer.
func seekBy[Row any](c *Case, column Column, register Register[Row], name, key string) (rows []Row, blame string) {
	if !c.holds(column) {
		return nil, columnNames[column]
	}
	rows, answered := seek(c, register, name, key)
	if !answered {
		return nil, name
	}
	return rows, ""
}

// Lacks marks the case where a rule that walked register rows itself found something missing.
func (c *Case) Lacks(what string) { c.miss(what) }
