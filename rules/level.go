package rules

import "vigie/rules/claim"

// Levels are what billers who are compared have billed since the end of the second period of a dossier. One belongs to one
// worker while claims are read; they are joined afterwards.
type Levels struct {
	peers *Peers
	of    [][]level // by dossier and member
}

// level is what one member of a dossier billed: on its item, and altogether.
type level struct{ onItem, all billed }

// billed counts claims and what was reimbursed.
type billed struct {
	claims     int64
	paid       int64 // of the claims, those of which the reimbursement is known
	reimbursed claim.Cents
}

func (b *billed) add(o billed) {
	b.claims += o.claims
	b.paid += o.paid
	b.reimbursed += o.reimbursed
}

// NewLevels counts for a set of peers.
func (p *Peers) NewLevels() *Levels {
	l := &Levels{peers: p, of: make([][]level, len(p.dossiers))}
	for i := range p.dossiers {
		l.of[i] = make([]level, p.dossiers[i].members)
	}
	return l
}

// Watches says whether a biller is compared at all.
func (l *Levels) Includes(biller string) bool { return len(l.peers.seats[biller]) > 0 }

// See counts a claim for whom it concerns.
func (l *Levels) Add(c *claim.Case) {
	for _, s := range l.peers.seats[c.Biller()] {
		d := &l.peers.dossiers[s.dossier]
		if c.Day() <= d.second.ValidTo {
			continue // not after two periods
		}
		one := billed{claims: 1}
		if cents, known := c.Reimbursement(); known {
			one.paid, one.reimbursed = 1, cents
		}
		at := &l.of[s.dossier][s.member]
		at.all.add(one)
		if c.Concerns(d.item) {
			at.onItem.add(one)
		}
	}
}

// Join adds what another worker counted.
func (l *Levels) Merge(o *Levels) {
	for i := range o.of {
		for j := range o.of[i] {
			l.of[i][j].all.add(o.of[i][j].all)
			l.of[i][j].onItem.add(o.of[i][j].onItem)
		}
	}
}
