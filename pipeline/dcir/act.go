package dcir

import (
	"encoding/binary"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// actRow is a row of ER_PRS_F. Its claim has the fields that are in that table. The claim id is not packed, because the row key gives it;
// performed_on is the day of the act, for transports too.
type actRow struct {
	rowID    rowID
	class    class
	reversal bool
	nature   int64       // PRS_NAT_REF, of an act that gives claims
	quantity claim.Cents // PRS_ACT_QTE without its sign, likewise
	match    [2]uint64   // hash of what a reversal and its act share (Original)
	claim.Claim
}

const (
	reversalFlag = 0x80
	actHead      = rowHead + 1 + 16
)

func packAct(to []byte, a *actRow) []byte {
	flags := byte(a.class)
	if a.reversal {
		flags |= reversalFlag
	}
	to = append(appendHead(to, Acts, a.rowID), flags)
	to = binary.LittleEndian.AppendUint64(to, a.match[0])
	to = binary.LittleEndian.AppendUint64(to, a.match[1])
	if a.class == classTransport || a.class == classCare {
		to = binary.AppendUvarint(to, uint64(a.nature))
		to = binary.AppendUvarint(to, uint64(a.quantity))
		to = claim.Append(to, &a.Claim)
	}
	return to
}

func unpackAct(b []byte, a *actRow) {
	_, a.rowID = readHead(b)
	flags, match := b[rowHead], b[rowHead+1:]
	a.class, a.reversal = class(flags&^reversalFlag), flags&reversalFlag != 0
	a.match = [2]uint64{binary.LittleEndian.Uint64(match), binary.LittleEndian.Uint64(match[8:])}
	if a.class == classTransport || a.class == classCare {
		nature, quantity, rest, _ := cutTwoNumbers(b[actHead:])
		a.nature, a.quantity = int64(nature), claim.Cents(quantity)
		claim.ReadRecord(rest, &a.Claim)
	}
}

// cutTwoNumbers cuts two unsigned varints off the front of bytes.
func cutTwoNumbers(b []byte) (first, second uint64, rest []byte, ok bool) {
	first, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, 0, nil, false
	}
	second, m := binary.Uvarint(b[n:])
	if m <= 0 {
		return 0, 0, nil, false
	}
	return first, second, b[n+m:], true
}

// readAct reads a row of ER_PRS_F. Of acts that give no claim it reads the nature and the qualifiers alone.
func (p *packer) readAct(id rowID) {
	a := &p.act
	*a = actRow{rowID: id}
	nature := p.number(prsNatRef)
	if len(p.cell(prsNatRef)) == 0 {
		p.fail(prsNatRef, "got an empty cell; want "+wantNumber)
	}
	forInformation := p.number(dpnQlf) == qualifierForInformation || p.number(prsDpnQlp) == qualifierForInformation
	if p.fault != nil {
		return
	}
	a.class, a.Service = classOf(nature, forInformation)
	if a.class == classLeftOut || a.class == classUnknownService {
		return
	}
	c := &a.Claim
	c.BillerID = view(p.requiredID(pfsExeNum))
	c.PatientID = p.patient()
	c.Known = c.Known.With(claim.ColClaimID).With(claim.ColPatientID).With(claim.ColPerformedOn).With(claim.ColAmountBilled)
	var known bool
	c.PerformedOn = p.servedOn(exeSoiDtd)
	if c.AmountBilled, known = p.money(prsPaiMnt); !known {
		p.fail(prsPaiMnt, "got an empty cell; want "+cell.WantMoney)
	}
	if a.class == classTransport {
		c.Kind, c.OperatorKind = claim.Transport, operatorKindOf(p.number(pseActNat))
		c.Known = c.Known.With(claim.ColOperatorID).With(claim.ColOperatorKind).With(claim.ColService)
	} else {
		c.Kind = claim.Care
		c.ProviderKind, c.CareKind = providerOf(p.number(pseActNat), p.number(pseSpeCod))
		if sickLeave(nature) {
			c.CareKind = claim.SickLeave
		}
		c.ActCode = view(trimZeroDecimals(p.cell(prsNatRef)))
		c.Known = c.Known.With(claim.ColProviderID).With(claim.ColProviderKind).With(claim.ColCareKind).With(claim.ColActCode)
	}
	if p.has(exoMtf) {
		c.ALDExempt = exemptionOf(p.number(exoMtf))
		c.Known = c.Known.With(claim.ColALDExempt)
	}
	c.Present = c.Known
	if c.CareKind == 0 {
		c.Known &^= claim.Columns(0).With(claim.ColCareKind)
	}
	if c.PatientID == "" { // it names nobody
		c.Known &^= claim.Columns(0).With(claim.ColPatientID)
	}
	if c.BillerID == "" {
		c.Known &^= claim.Columns(0).With(claim.ColOperatorID).With(claim.ColProviderID)
	}
	p.readTerms(c)
	p.findPrescription(c)
	p.findReversal(a, nature)
}

// readTerms reads the columns of an act about death, prior agreement, payment and insurance.
func (p *packer) readTerms(c *claim.Claim) {
	note := func(column claim.Column, present, known bool) {
		if present {
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
	c.ThirdPartyPayment = thirdPartyOf(p.number(drgNat))
	note(claim.ColThirdPartyPayment, p.has(drgNat), c.ThirdPartyPayment != 0)
	c.Insurance = insuranceOf(p.number(rgoAsuNat))
	note(claim.ColInsurance, p.has(rgoAsuNat), c.Insurance != 0)
	reimbursed, known := p.money(bseRemMnt)
	c.AmountReimbursed = reimbursed
	note(claim.ColAmountReimbursed, p.has(bseRemMnt), known)
}

// patient is the pseudonym of the patient. Twins share one, so a rank of birth above 1 is appended to it.
func (p *packer) patient() string {
	id := p.requiredID(benNirPsa)
	rank := p.cell(benRngGem)
	if n, ok := readInt(rank); len(id) == 0 || len(rank) == 0 || ok && n <= 1 {
		return view(id)
	}
	p.person = appendNumber(append(append(p.person[:0], id...), '-'), rank)
	return view(p.person)
}

// findPrescription looks for the prescription of the act. DCIR has no number of it, only its day and its prescriber.
func (p *packer) findPrescription(c *claim.Claim) {
	if p.FindPrescription == nil || !p.has(prePreDtd) {
		return
	}
	c.Present = c.Present.With(claim.ColPrescriptionID)
	signed, known := p.day(prePreDtd)
	if !known {
		return
	}
	id, found := p.FindPrescription(c.PatientID, signed, view(p.identifier(pfsPreNum)), view(p.identifier(etbPreFin)), c.Kind == claim.Care)
	if found {
		c.PrescriptionID = id
		c.Known = c.Known.With(claim.ColPrescriptionID)
	}
}

// findReversal decides whether the act is a reversal, and hashes what a reversal and its act have in common.
func (p *packer) findReversal(a *actRow, nature int64) {
	quantity, _ := readDecimal(&p.rowReader, prsActQte, p.cell(prsActQte), claim.ReadCents, "a number with at most 2 decimals")
	a.nature, a.quantity = nature, max(quantity, -quantity)
	a.reversal = p.number(bseRemSgn) == 2 || a.AmountBilled < 0 || a.AmountReimbursed < 0
	m := p.match[:0]
	m = append(append(m, a.PatientID...), 0)
	m = append(append(m, a.BillerID...), 0)
	m = binary.LittleEndian.AppendUint32(m, uint32(a.PerformedOn))
	m = binary.LittleEndian.AppendUint64(m, uint64(nature))
	m = binary.LittleEndian.AppendUint64(m, uint64(max(a.AmountBilled, -a.AmountBilled)))
	m = binary.LittleEndian.AppendUint64(m, uint64(a.quantity))
	p.match = m
	a.match = [2]uint64{claim.Hash(view(m)), claim.Hash(view(append(m, 0)))}
}
