package claim

import "vigie/rules/civil"

// Not is the negation of a truth.
func Not(t Truth) Truth { return True - t }

// during says whether a day lies in an interval of days, both ends included. The names are those of the cells that may be
// missing.
func (c *Case) during(d, from, to civil.Day, fromName, toName string) Truth {
	switch {
	case to.Known() && to < d, from.Known() && d < from:
		return False
	case !from.Known():
		return c.unsure(fromName)
	case !to.Known():
		return c.unsure(toName)
	}
	return True
}

// unlisted is the answer where no row of a register says yes: no or, if the register is a local extract, unsure.
func (c *Case) unlisted(register string) Truth {
	if c.registers.Partial[register] {
		return c.unsure(register)
	}
	return False
}
