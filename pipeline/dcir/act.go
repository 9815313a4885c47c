package dcir

import (
	"encoding/binary"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// act is a packed row of ER_PRS_F: what becomes of it, what a reversal is matched by, and what claims have of it. The claim has
// no id as long as it is packed: the row key gives it. Its performed_on is the day of the act, also where it is a transport.
type act struct {
	place    place
	class    class
	reversal bool
	match    [2]uint64 // of patient, executing provider, day, nature, and the amount and quantity without their signs
	claim.Claim
}

const (
	isReversal = 0x80
	actHead    = rowHead + 1 + 16
)

func appendAct(to []byte, a *act) []byte {
	flags := byte(a.class)
	if a.reversal {
		flags |= isReversal
	}
	to = append(appendHead(to, Acts, a.place), flags)
	to = binary.LittleEndian.AppendUint64(to, a.match[0])
	to = binary.LittleEndian.AppendUint64(to, a.match[1])
	if a.class == transport || a.class == care {
		to = claim.Append(to, &a.Claim)
	}
	return to
}

func readAct(b []byte, a *act) {
	_, a.place = readHead(b)
	flags, match := b[rowHead], b[rowHead+1:]
	a.class, a.reversal = class(flags&^isReversal), flags&isReversal != 0
	a.match = [2]uint64{binary.LittleEndian.Uint64(match), binary.LittleEndian.Uint64(match[8:])}
	if a.class == transport || a.class == care {
		claim.ReadRecord(b[actHead:], &a.Claim)
	}
}

// readAct reads a row of ER_PRS_F. Of lines that are left out the nature alone is read.
func (p *packer) readAct(at place) {
	a := &p.act
	*a = act{place: at}
	nature := p.number(prsNatRef)
	if len(p.of(prsNatRef)) == 0 {
		p.fail(prsNatRef, "got an empty cell; want "+aNumber)
	}
	qualifier := p.number(dpnQlf)
	if p.bad != nil {
		return
	}
	a.class, a.Service = classOf(nature, qualifier)
	if a.class == leftOut || a.class == unknownService {
		return
	}
	c := &a.Claim
	c.BillerID = view(p.needed(pfsExeNum))
	c.PatientID = p.patient()
	c.Known = c.Known.With(claim.ColClaimID).With(claim.ColPatientID).With(claim.ColPerformedOn).With(claim.ColAmountBilled)
	var known bool
	if c.PerformedOn, known = p.day(exeSoiDtd); !known {
		p.fail(exeSoiDtd, "got no day; want "+aDay)
	}
	if c.AmountBilled, known = p.money(prsPaiMnt); !known {
		p.fail(prsPaiMnt, "got an empty cell; want "+money)
	}
	if a.class == transport {
		c.Kind, c.OperatorKind = claim.Transport, operatorKind(p.number(pseActNat))
		c.Known = c.Known.With(claim.ColOperatorID).With(claim.ColOperatorKind).With(claim.ColService)
	} else {
		c.Kind = claim.Care
		c.ProviderKind, c.CareKind = provider(p.number(pseActNat), p.number(pseSpeCod))
		if sickLeave(nature) {
			c.CareKind = claim.SickLeave
		}
		c.ActCode = view(whole(p.of(prsNatRef)))
		c.Known = c.Known.With(claim.ColProviderID).With(claim.ColProviderKind).With(claim.ColCareKind).With(claim.ColActCode)
		if p.has(exoMtf) {
			c.ALDExempt = exempt(p.number(exoMtf))
			c.Known = c.Known.With(claim.ColALDExempt)
		}
	}
	c.Present = c.Known
	if c.CareKind == 0 {
		c.Known &^= claim.Columns(0).With(claim.ColCareKind)
	}
	p.readTerms(c)
	p.prescribed(c)
	p.reversed(a, nature)
}

// readTerms reads what an act may say of death, agreement, payment and risk.
func (p *packer) readTerms(c *claim.Claim) {
	note := func(column claim.Column, there, known bool) {
		if there {
			c.Present = c.Present.With(column)
		}
		if known {
			c.Known = c.Known.With(column)
		}
	}
	if p.has(benDcdDte) {
		c.PatientDied = civil.Never
		if d, known := p.day(benDcdDte); known {
			c.PatientDied = d
		}
	}
	note(claim.ColPatientDied, p.has(benDcdDte), p.has(benDcdDte))
	switch p.number(prsTopEnp) {
	case 1:
		c.AgreementFlag = claim.Yes
	case 0, 2:
		c.AgreementFlag = claim.No
	}
	if !p.has(prsTopEnp) {
		c.AgreementFlag = 0
	}
	note(claim.ColAgreementFlag, p.has(prsTopEnp), c.AgreementFlag != 0)
	c.ThirdPartyPayment = thirdParty(p.number(drgNat))
	note(claim.ColThirdPartyPayment, p.has(drgNat), c.ThirdPartyPayment != 0)
	c.Insurance = insurance(p.number(rgoAsuNat))
	note(claim.ColInsurance, p.has(rgoAsuNat), c.Insurance != 0)
	reimbursed, known := p.money(bseRemMnt)
	c.AmountReimbursed = reimbursed
	note(claim.ColAmountReimbursed, p.has(bseRemMnt), known)
}

// patient is the pseudonym, with the rank of birth where it is not 1: twins share the pseudonym.
func (p *packer) patient() string {
	id := p.needed(benNirPsa)
	rank := p.of(benRngGem)
	if n, ok := readInt(rank); len(rank) == 0 || ok && n <= 1 {
		return view(id)
	}
	p.person = appendNumber(append(append(p.person[:0], id...), '-'), rank)
	return view(p.person)
}

// prescribed looks for the prescription, which DCIR tells by its day and its prescriber alone.
func (p *packer) prescribed(c *claim.Claim) {
	if p.FindPrescription == nil || !p.has(prePreDtd) {
		return
	}
	c.Present = c.Present.With(claim.ColPrescriptionID)
	signed, known := p.day(prePreDtd)
	if !known {
		return
	}
	id, found := p.FindPrescription(c.PatientID, signed, view(p.of(pfsPreNum)), view(p.of(etbPreFin)), c.Kind == claim.Care)
	if found {
		c.PrescriptionID = id
		c.Known = c.Known.With(claim.ColPrescriptionID)
	}
}

// reversed finds out whether the act takes another one back, and what the two have in common.
func (p *packer) reversed(a *act, nature int64) {
	quantity := claim.Cents(0)
	if b := p.of(prsActQte); len(b) > 0 {
		n, ok := readMoney(b)
		if !ok {
			p.fail(prsActQte, quote(b, "a number with at most 2 decimals"))
		}
		quantity = n
	}
	a.reversal = p.number(bseRemSgn) == 2 || a.AmountBilled < 0 || a.AmountReimbursed < 0
	m := p.match[:0]
	m = append(append(m, p.of(benNirPsa)...), 0)
	m = append(appendNumber(m, p.of(benRngGem)), 0)
	m = append(append(m, p.of(pfsExeNum)...), 0)
	m = binary.LittleEndian.AppendUint32(m, uint32(a.PerformedOn))
	m = binary.LittleEndian.AppendUint32(m, uint32(nature))
	m = binary.LittleEndian.AppendUint64(m, uint64(max(a.AmountBilled, -a.AmountBilled)))
	m = binary.LittleEndian.AppendUint64(m, uint64(max(quantity, -quantity)))
	p.match = m
	a.match = [2]uint64{claim.Hash(view(m)), claim.Hash(view(append(m, 0)))}
}
