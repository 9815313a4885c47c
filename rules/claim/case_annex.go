package claim

// AnnexedVehicle is the standing of the vehicle in annex 1 of the enterprise's convention.
func (c *Case) AnnexedVehicle() Standing {
	return c.annexed(ColPlate, c.line.Plate, "convention_annex.plate", func(a *AnnexEntry) string { return a.Plate })
}

// AnnexedDriver is the standing of the driver in that annex.
func (c *Case) AnnexedDriver() Standing {
	return c.annexed(ColDriverID, c.line.DriverID, "convention_annex.driver_id", func(a *AnnexEntry) string { return a.DriverID })
}

// annexed is the standing of a plate or a driver in the rows of the enterprise. Rows that name the other alone prove nothing about it.
func (c *Case) annexed(column Column, key, named string, of func(*AnnexEntry) string) Standing {
	if c.line.BillerID == "" {
		return c.unknown(columnNames[c.billerColumn()])
	}
	rows, blame := seekBy(c, column, c.registers.ConventionAnnex, "convention_annex", c.line.BillerID)
	switch {
	case blame != "":
		return c.unknown(blame)
	case key == "":
		return c.unknown(columnNames[column])
	}
	listed := len(rows) == 0
	standing := best(rows, func(a *AnnexEntry) Standing {
		name := of(a)
		listed = listed || name != ""
		if name != key {
			return OutOfForce
		}
		return c.standing(a.ValidFrom, a.ValidTo, "convention_annex.valid_from", "convention_annex.valid_to")
	})
	if !listed {
		return c.unknown(named)
	}
	return standing
}
