// Package night knows what the files of tonight say of the claims of earlier nights: which come again, which are taken back, and which groups of
// claims change with them. It holds ids in memory: those of tonight's claims, where a run has a history.
package night

import (
	"strings"

	"vigie/pipeline/findings"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Fate is what becomes of a claim of an earlier night.
type Fate uint8

// The fates of a claim.
const (
	Stays     Fate = iota
	Aged           // it is older than the ledger of tonight reaches back
	Resent         // it comes again as it was, and tonight's line stands for it
	Cancelled      // a line of tonight reverses it
	Replaced       // it comes again with other content
)

// Of says what becomes of a claim of the ledger that begins on a day. Reversed says that a line of tonight reverses it.
func (s *Claims) Of(row *findings.LedgerRow, reversed bool, from civil.Day) (f Fate, again Claim) {
	again, sent := s[row.Kind][row.ClaimID]
	switch content, known := row.Content(); {
	case reversed:
		return Cancelled, again
	case sent && known && again.Content == content:
		return Resent, again
	case sent:
		return Replaced, again
	case row.Day < from:
		return Aged, again
	}
	return Stays, again
}

// Claim is a claim of tonight: its content, as findings.ContentOf gives it, and where it stands.
type Claim struct{ Content, Position uint64 }

// Claims are claims of tonight by kind and id, the first of those that have one id.
type Claims [2]map[string]Claim

// Add adds a claim, with the kind and id of c.
func (s *Claims) Add(c *claim.Claim, sent Claim) {
	if s[c.Kind] == nil {
		s[c.Kind] = map[string]Claim{}
	}
	if before, again := s[c.Kind][c.ClaimID]; !again || sent.Position < before.Position {
		s[c.Kind][strings.Clone(c.ClaimID)] = sent
	}
}

// Has says whether a claim with the kind and id of c was added.
func (s *Claims) Has(c *claim.Claim) bool {
	_, found := s[c.Kind][c.ClaimID]
	return found
}

// Merge adds other claims.
func (s *Claims) Merge(o *Claims) {
	for kind, ids := range o {
		if s[kind] == nil {
			s[kind] = ids
			continue
		}
		for id, sent := range ids {
			s.Add(&claim.Claim{Kind: claim.Kind(kind), ClaimID: id}, sent)
		}
	}
}

// Reversals are the ids of lines that reverse claims, by kind and id of these; the first in order of those that reverse the same one.
type Reversals [2]map[string]string

// Add adds a line that reverses a claim.
func (s *Reversals) Add(kind claim.Kind, original, id string) {
	if s[kind] == nil {
		s[kind] = map[string]string{}
	}
	if before, again := s[kind][original]; !again || id < before {
		s[kind][strings.Clone(original)] = strings.Clone(id)
	}
}

// Of is the id of the line that reverses a claim; empty where none does.
func (s *Reversals) Of(c *claim.Claim) string { return s[c.Kind][c.ClaimID] }

// Merge adds other lines.
func (s *Reversals) Merge(o *Reversals) {
	for kind, ids := range o {
		if s[kind] == nil {
			s[kind] = ids
			continue
		}
		for original, id := range ids {
			s.Add(claim.Kind(kind), original, id)
		}
	}
}

// IDs are sets of claim_ids, by kind of claim.
type IDs [2]map[string]struct{}

// Add adds the id of a claim.
func (s *IDs) Add(c *claim.Claim) {
	if s[c.Kind] == nil {
		s[c.Kind] = map[string]struct{}{}
	}
	s[c.Kind][strings.Clone(c.ClaimID)] = struct{}{}
}

// Has says whether the id of a claim was added.
func (s *IDs) Has(c *claim.Claim) bool {
	_, found := s[c.Kind][c.ClaimID]
	return found
}

// Merge adds other ids.
func (s *IDs) Merge(o *IDs) {
	for kind, ids := range o {
		if s[kind] == nil {
			s[kind] = ids
			continue
		}
		for id := range ids {
			s[kind][id] = struct{}{}
		}
	}
}

// Groups is the set of groups that tonight changes, as a bitmap over hashes: it may also hold a few others. A group that is not among them
// was judged on an earlier night, so that claims of earlier nights leave no keys for it.
type Groups [1 << 20]uint64

// Add adds a group.
func (s *Groups) Add(group uint64) { s[group%(1<<20)] |= 1 << (group >> 58) }

// Has says whether a group was added, or has the bit of one that was.
func (s *Groups) Has(group uint64) bool { return s[group%(1<<20)]>>(group>>58)&1 != 0 }

// Merge adds other groups.
func (s *Groups) Merge(o *Groups) {
	for i, bits := range o {
		s[i] |= bits
	}
}
