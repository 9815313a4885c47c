package judge

import (
	"errors"
	"testing"

	"vigie/rules/claim"
)

// Persons of a claim get pseudonyms, 32 hex digits of an HMAC-SHA-256, once; nobody stays nobody, and
// whoever is no person keeps the id.
func TestPseudonyms(t *testing.T) {
	if _, err := NewPseudonyms("key", []byte("  0123456789abcde\n")); !errors.Is(err, ErrKey) {
		t.Errorf("a key of 15 bytes: got %v; want %v", err, ErrKey)
	}
	p, err := NewPseudonyms("key", []byte("  0123456789abcdef\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := claim.Claim{PatientID: "PAT", DriverID: "DRV", BillerID: "OP"}
	p.HideClaim(&c)
	if c.PatientID != p.Of("PAT") || c.DriverID != p.Of("DRV") || c.AttendantID != "" || c.BillerID != "OP" || len(c.PatientID) != 32 {
		t.Errorf("got %q, %q, %q, %q; want pseudonyms of patient and driver alone", c.PatientID, c.DriverID, c.AttendantID, c.BillerID)
	}
	kept := c
	kept.Pseudonymous = true
	p.HideClaim(&kept)
	if kept.PatientID != c.PatientID {
		t.Errorf("got %q; want the pseudonym of the ledger as it is", kept.PatientID)
	}
	var none *Pseudonyms
	none.HideClaim(&kept)
	if kept.PatientID != c.PatientID || none.Of("PAT") != "PAT" || none.Fingerprint() != "" {
		t.Error("without a key identifiers change; want them as they are")
	}
}
