package rules

import (
	"fmt"
	"slices"

	"vigie/rules/claim"
)

// Levels are what the compared billers have billed since the end of the second period of a dossier. Each worker has its own while
// claims are read; they are merged afterwards.
type Levels struct {
	peers *Peers
	of    [][]LevelCounts // by dossier and member
}

// LevelCounts is what one member of a dossier billed: on the dossier's item, and altogether.
type LevelCounts struct{ OnItem, All Billed }

// Billed counts claims and what was reimbursed for them.
type Billed struct {
	Claims     int64
	Paid       int64 // how many of the claims have a known reimbursement
	Reimbursed claim.Cents
}

func (b *Billed) subtract(o Billed) { b.add(Billed{-o.Claims, -o.Paid, -o.Reimbursed}) }

func (b *Billed) add(o Billed) {
	b.Claims += o.Claims
	b.Paid += o.Paid
	b.Reimbursed += o.Reimbursed
}

// NewLevels are empty levels of a set of peers.
func (p *Peers) NewLevels() *Levels {
	l := &Levels{peers: p, of: make([][]LevelCounts, len(p.dossiers))}
	for i := range p.dossiers {
		l.of[i] = make([]LevelCounts, p.dossiers[i].members)
	}
	return l
}

// Counts gives what was counted so far, by dossier and member. The lists are those of the levels.
func (l *Levels) Counts() [][]LevelCounts { return l.of }

// LevelsOf makes levels of counts. It fails where they are not those of the same peers.
func (p *Peers) LevelsOf(counts [][]LevelCounts) (*Levels, error) {
	l := p.NewLevels()
	if !slices.EqualFunc(counts, l.of, func(a, b []LevelCounts) bool { return len(a) == len(b) }) {
		return nil, fmt.Errorf("%w: got levels of %d dossiers; want %d, with the same peers", errOtherCounts, len(counts), len(l.of))
	}
	for i, members := range counts {
		copy(l.of[i], members)
	}
	return l, nil
}

// Includes says whether a biller is compared at all.
func (l *Levels) Includes(biller string) bool { return len(l.peers.seats[biller]) > 0 }

// Add counts a claim in every dossier that its biller is a member of.
func (l *Levels) Add(c *claim.Case) {
	for _, s := range l.peers.seats[c.Biller()] {
		d := &l.peers.dossiers[s.dossier]
		if c.Day() <= d.second.ValidTo {
			continue // not after the second period
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

// Merge adds what another worker counted.
func (l *Levels) Merge(o *Levels) {
	for i := range o.of {
		for j := range o.of[i] {
			l.of[i][j].All.add(o.of[i][j].All)
			l.of[i][j].OnItem.add(o.of[i][j].OnItem)
		}
	}
}

// Subtract takes back what was counted of claims that are rejected after all.
func (l *Levels) Subtract(o *Levels) {
	for i := range o.of {
		for j := range o.of[i] {
			l.of[i][j].All.subtract(o.of[i][j].All)
			l.of[i][j].OnItem.subtract(o.of[i][j].OnItem)
		}
	}
}
