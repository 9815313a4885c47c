package rules

import "vigie/rules/claim"

// Levels are what billers who are compared have billed since the end of the second period of a dossier. One belongs to one
// worker while claims are read; they are joined afterwards.
type Levels struct {
	peers *Peers
	of    [][]LevelCounts // by dossier and member
}

// level is what one member of a dossier billed: on its item, and altogether.
type LevelCounts struct{ OnItem, All Billed }

// billed counts claims and what was reimbursed.
type Billed struct {
	Claims     int64
	Paid       int64 // of the claims, those of which the reimbursement is known
	Reimbursed claim.Cents
}

func (b *Billed) add(o Billed) {
	b.Claims += o.Claims
	b.Paid += o.Paid
	b.Reimbursed += o.Reimbursed
}

// NewLevels counts for a set of peers.
func (p *Peers) NewLevels() *Levels {
	l := &Levels{peers: p, of: make([][]LevelCounts, len(p.dossiers))}
	for i := range p.dossiers {
		l.of[i] = make([]LevelCounts, p.dossiers[i].members)
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
		one := Billed{Claims: 1}
		if cents, known := c.Reimbursement(); known {
			one.Paid, one.Reimbursed = 1, cents
		}
		at := &l.of[s.dossier][s.member]
		at.All.add(one)
		if c.Concerns(d.item) {
			at.OnItem.add(one)
		}
	}
}

// Join adds what another worker counted.
func (l *Levels) Merge(o *Levels) {
	for i := range o.of {
		for j := range o.of[i] {
			l.of[i][j].All.add(o.of[i][j].All)
			l.of[i][j].OnItem.add(o.of[i][j].OnItem)
		}
	}
}
