package rules

import (
	"cmp"
	"fmt"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Peers are the subjects that were put under prior agreement more than once, each with those it is compared with: the same
// profession in the same area, at comparable activity. They are worked out from the registers before any claim is read and do
// not change.
type Peers struct {
	dossiers []dossier
	seats    map[string][]seat // by biller
}

// dossier is a subject under prior agreement on an item.
type dossier struct {
	subject, item string
	first, second *claim.AgreementPeriod // second is nil where there is no second period
	periods       []*claim.AgreementPeriod
	unnumbered    bool // one of the periods has no number

	group   string // who the peers are; empty where that is not known
	blame   string // what is missing to know it
	members int    // number of the subject and its peers
}

// seat says that a biller is a member of a dossier; member 0 is its subject.
type seat struct{ dossier, member int }

// comparableFactor is how many times larger one of two comparable activities may be than the other. The law gives no number.
const comparableFactor = 2

// NewPeers works out who is compared with whom.
func NewPeers(r *claim.Registers) *Peers {
	p := &Peers{seats: map[string][]seat{}}
	if r.AgreementPeriods == nil {
		return p
	}
	place := map[[2]string]int{}
	for row := range r.AgreementPeriods.All() {
		key := [2]string{row.SubjectID, row.Item}
		at, known := place[key]
		if !known {
			at = len(p.dossiers)
			place[key] = at
			p.dossiers = append(p.dossiers, dossier{subject: row.SubjectID, item: row.Item})
		}
		p.dossiers[at].take(row)
	}
	circles := circlesOf(r.Professions)
	for i := range p.dossiers {
		if d := &p.dossiers[i]; d.second != nil {
			p.addSeats(i, d.peers(r.Professions, circles))
		}
	}
	return p
}

// take adds a period. Of two second periods the one that ends later counts.
func (d *dossier) take(row *claim.AgreementPeriod) {
	switch {
	case row.Number == claim.NotGiven:
		d.unnumbered = true
		return
	case row.Number <= 1:
		d.first = row
	case d.second == nil, row.Number < d.second.Number, row.Number == d.second.Number && row.ValidTo > d.second.ValidTo:
		d.second = row
	}
	d.periods = append(d.periods, row)
}

// third says whether a further period began after the end of the second one.
func (d *dossier) third() bool {
	for _, row := range d.periods {
		if row.Number > d.second.Number && row.ValidFrom > d.second.ValidTo {
			return true
		}
	}
	return false
}

// from is the first day under prior agreement that is known.
func (d *dossier) from() civil.Day {
	if d.first != nil && d.first.ValidFrom.Known() {
		return d.first.ValidFrom
	}
	return cmp.Or(d.second.ValidFrom, d.second.ValidTo)
}

// circle is a profession and an area.
type circle struct{ profession, area string }

func circlesOf(professions claim.Listing[claim.Profession]) map[circle][]*claim.Profession {
	of := map[circle][]*claim.Profession{}
	if professions == nil {
		return of
	}
	for row := range professions.All() {
		at := circle{row.Profession, row.Area}
		of[at] = append(of[at], row)
	}
	return of
}

// peers lists the billers of comparable activity in the order of the register, without the subject.
func (d *dossier) peers(professions claim.Listing[claim.Profession], circles map[circle][]*claim.Profession) []string {
	if professions == nil {
		d.blame = "professions"
		return nil
	}
	rows := professions.Of(d.subject)
	if len(rows) == 0 {
		d.blame = "professions"
		return nil
	}
	own := rows[0]
	switch {
	case own.Profession == "":
		d.blame = "professions.profession"
	case own.Area == "":
		d.blame = "professions.area"
	case own.Activity == claim.NotGiven:
		d.blame = "professions.activity"
	}
	if d.blame != "" {
		return nil
	}
	least, most := (int64(own.Activity)+comparableFactor-1)/comparableFactor, int64(own.Activity)*comparableFactor
	d.group = fmt.Sprintf("profession %s, area %s, activity %d to %d", own.Profession, own.Area, least, most)
	var peers []string
	taken := map[string]bool{d.subject: true}
	for _, row := range circles[circle{own.Profession, own.Area}] {
		if n := int64(row.Activity); n >= least && n <= most && !taken[row.SubjectID] {
			taken[row.SubjectID] = true
			peers = append(peers, row.SubjectID)
		}
	}
	return peers
}

// addSeats makes the subject of a dossier and its peers members of it.
func (p *Peers) addSeats(at int, peers []string) {
	d := &p.dossiers[at]
	d.members = 1 + len(peers)
	for i, biller := range append([]string{d.subject}, peers...) {
		p.seats[biller] = append(p.seats[biller], seat{at, i})
	}
}
