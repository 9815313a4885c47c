package claim

// MisuseProne says whether the claim is for a drug of the list of L162-4-2.
func (c *Case) MisuseProne() Truth {
	if !c.has(ColMisuseProne) {
		return c.unsure(columnNames[ColMisuseProne])
	}
	return truth(c.line.MisuseProne == Yes)
}

// PharmacyNamed says whether the prescription names the pharmacy that billed. Without a prescription none is named.
func (c *Case) PharmacyNamed() Truth {
	if c.has(ColPrescriptionID) && c.line.PrescriptionID == "" {
		return False
	}
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case rx.NamedPharmacyID == AbsentText:
		return c.unsure("prescriptions.named_pharmacy_id")
	}
	if rx.NamedPharmacyID != "" && c.line.BillerID == "" {
		return c.unsure(columnNames[ColProviderID])
	}
	if differByZeros(rx.NamedPharmacyID, c.line.BillerID) {
		return c.unsure("prescriptions.named_pharmacy_id")
	}
	return truth(rx.NamedPharmacyID == c.line.BillerID)
}

// AnyPharmacyNamed says whether the prescription names a pharmacy at all.
func (c *Case) AnyPharmacyNamed() bool {
	rx := c.found()
	return rx != nil && rx.NamedPharmacyID != "" && rx.NamedPharmacyID != AbsentText
}

// Dispensed says whether packs were handed out: a pharmacy billed, or the claim has a pack code.
func (c *Case) Dispensed() bool {
	return c.line.ProviderKind == ProviderPharmacy || c.has(ColPackCode)
}

// UnitsPrescribed is how many units of the product the prescription asks for.
func (c *Case) UnitsPrescribed() int {
	if c.Needs(ColUnitsPrescribed); c.line.UnitsPrescribed == 0 {
		c.miss(columnNames[ColUnitsPrescribed])
	}
	return int(c.line.UnitsPrescribed)
}

// PacksBilled is how many packs were billed.
func (c *Case) PacksBilled() int { c.Needs(ColPacks); return int(c.line.Packs) }

// PacksPrice is the price of the packs that were billed.
func (c *Case) PacksPrice() Cents {
	p := c.pack()
	if p.Price <= 0 {
		c.miss("packs.price")
	}
	return Cents(c.PacksBilled()) * p.Price
}

// pack is the register's row of the pack that was billed.
func (c *Case) pack() *Pack {
	if c.Needs(ColPackCode); c.missing != "" {
		return unknownPack
	}
	rows, _ := seek(c, c.registers.Packs, "packs", c.line.PackCode)
	if len(rows) == 0 {
		c.miss("packs")
		return unknownPack
	}
	return &rows[0]
}

var unknownPack = &Pack{Units: NotGiven, Price: NotGiven}

// mostUnits bounds the search for the cheapest packs. For a larger quantity the part above the bound is covered with the pack
// that is cheapest per unit. The resulting price can always be had, and it is the lowest one if packs are small compared with
// the bound.
const mostUnits = 1024

// CheapestPacks is the lowest price at which packs of the product cover the units prescribed. Sure says that it is the lowest:
// the register has the units and the price of every pack of the product. Otherwise the price can be had, but there may be a
// lower one.
func (c *Case) CheapestPacks() (least Cents, sure Truth) {
	billed, units := c.pack(), c.UnitsPrescribed()
	if c.missing != "" {
		return 0, Unsure
	}
	if billed.Product == "" || c.registers.Products == nil {
		c.miss("packs.product")
		return 0, Unsure
	}
	packs := c.registers.Products.Of(billed.Product)
	sure = Not(c.unlisted("packs"))
	for i := range packs {
		switch {
		case packs[i].Units <= 0:
			sure = min(sure, c.unsure("packs.units"))
		case packs[i].Price <= 0:
			sure = min(sure, c.unsure("packs.price"))
		}
	}
	cost, rest := bulk(packs, units)
	return cost + cover(packs, rest), sure
}

// bulk covers all but mostUnits of the units with the pack that is cheapest per unit.
func bulk(packs []Pack, units int) (cost Cents, rest int) {
	if units <= mostUnits {
		return 0, units
	}
	var cheapest *Pack
	for i := range packs {
		p := &packs[i]
		if usable(p) && (cheapest == nil || int64(p.Price)*int64(cheapest.Units) < int64(cheapest.Price)*int64(p.Units)) {
			cheapest = p
		}
	}
	if cheapest == nil {
		return 0, mostUnits
	}
	n := (units - mostUnits + int(cheapest.Units) - 1) / int(cheapest.Units)
	return Cents(n) * cheapest.Price, max(0, units-n*int(cheapest.Units))
}

func usable(p *Pack) bool { return p.Units > 0 && p.Price > 0 }

// cover is the lowest price of packs that hold the units or more, for at most mostUnits units. Where no pack is usable it is
// unreachable.
func cover(packs []Pack, units int) Cents {
	var least [mostUnits + 1]Cents // by units to cover
	for n := 1; n <= units; n++ {
		least[n] = unreachable
		for i := range packs {
			if p := &packs[i]; usable(p) {
				least[n] = min(least[n], p.Price+least[max(0, n-int(p.Units))])
			}
		}
	}
	return least[units]
}

const unreachable Cents = 1 << 50
