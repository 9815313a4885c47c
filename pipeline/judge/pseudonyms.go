package judge

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"sync"

	"vigie/pipeline/findings"
	"vigie/rules/claim"
)

// ErrKey is returned where a key for pseudonyms cannot be used.
var ErrKey = errors.New("the pseudonym key cannot be used")

// leastKey is the fewest bytes of a key: less could be tried out.
const leastKey = 16

// Pseudonyms stand for the identifiers of patients, drivers and attendants in everything that a run writes: the first half of
// an HMAC-SHA-256 under a key, the same in every run with that key. Without the key nobody gets from one to the other.
type Pseudonyms struct {
	fingerprint string // of the key, which tells keys apart and gives none away
	macs        sync.Pool
}

// NewPseudonyms makes pseudonyms with the key of a file, blanks at its ends left out. ErrKey says that the key is too short.
func NewPseudonyms(file string, key []byte) (*Pseudonyms, error) {
	if key = bytes.TrimSpace(key); len(key) < leastKey {
		return nil, fmt.Errorf("%w: got %d bytes in %s; want at least %d", ErrKey, len(key), file, leastKey)
	}
	p := &Pseudonyms{macs: sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
	p.fingerprint = p.Of("fingerprint of the pseudonym key")
	return p, nil
}

// Of is the pseudonym of an identifier, 32 hex digits; the empty identifier stays empty. Nil Pseudonyms give the identifier itself.
func (p *Pseudonyms) Of(id string) string {
	if p == nil || id == "" {
		return id
	}
	mac := p.macs.Get().(hash.Hash)
	defer p.macs.Put(mac)
	mac.Reset()
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Fingerprint is the fingerprint of the key, 32 hex digits; empty for nil Pseudonyms.
func (p *Pseudonyms) Fingerprint() string {
	if p == nil {
		return ""
	}
	return p.fingerprint
}

// hide puts pseudonyms in the place of the identifiers of a finding.
func (p *Pseudonyms) hide(row *findings.Row) {
	row.PatientID, row.DriverID = p.Of(row.PatientID), p.Of(row.DriverID)
}

// HideClaim puts pseudonyms in the place of the identifiers of a claim that goes to the ledger, unless it came from a ledger.
func (p *Pseudonyms) HideClaim(c *claim.Claim) {
	if p == nil || c.Pseudonymous {
		return
	}
	c.PatientID, c.DriverID, c.AttendantID = p.Of(c.PatientID), p.Of(c.DriverID), p.Of(c.AttendantID)
}
