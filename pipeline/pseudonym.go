package pipeline

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"sync"

	"vigie/pipeline/findings"
	"vigie/rules/claim"
)

// ErrKey is a key that cannot be used.
var ErrKey = errors.New("the pseudonym key cannot be used")

// leastKey is the fewest bytes of a key: less could be tried out.
const leastKey = 16

// pseudonyms stand for the identifiers of patients, drivers and attendants in everything that a run writes: the first half of
// an HMAC-SHA-256 under a key, the same in every run with that key. Without the key nobody gets from one to the other.
type pseudonyms struct {
	fingerprint string // of the key, which tells keys apart and gives none away
	macs        sync.Pool
}

// readPseudonymKey reads the key of a file, blanks at its ends left out.
func readPseudonymKey(path string) (*pseudonyms, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if key = bytes.TrimSpace(key); len(key) < leastKey {
		return nil, fmt.Errorf("%w: got %d bytes in %s; want at least %d", ErrKey, len(key), path, leastKey)
	}
	p := &pseudonyms{macs: sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
	p.fingerprint = p.of("fingerprint of the pseudonym key")
	return p, nil
}

// of is the pseudonym of an identifier, 32 hex digits; nobody has none. Without a key the identifier stands for itself.
func (p *pseudonyms) of(id string) string {
	if p == nil || id == "" {
		return id
	}
	mac := p.macs.Get().(hash.Hash)
	defer p.macs.Put(mac)
	mac.Reset()
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Fingerprint is that of the key, empty without one.
func (p *pseudonyms) Fingerprint() string {
	if p == nil {
		return ""
	}
	return p.fingerprint
}

// hide puts pseudonyms in the place of the identifiers of a finding.
func (p *pseudonyms) hide(row *findings.Row) {
	row.PatientID, row.DriverID = p.of(row.PatientID), p.of(row.DriverID)
}

// hideClaim does so for a claim that goes to the ledger, unless it came from one.
func (p *pseudonyms) hideClaim(c *claim.Claim) {
	if p == nil || c.Pseudonymous {
		return
	}
	c.PatientID, c.DriverID, c.AttendantID = p.of(c.PatientID), p.of(c.DriverID), p.of(c.AttendantID)
}
