package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"vigie/rules/claim"
)

// Persons of a claim get pseudonyms, 32 hex digits of an HMAC-SHA-256, once; nobody stays nobody, and
// whoever is no person keeps the id.
func TestPseudonyms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("  0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := readPseudonymKey(path)
	if err != nil {
		t.Fatal(err)
	}
	c := claim.Claim{PatientID: "PAT", DriverID: "DRV", BillerID: "OP"}
	p.hideClaim(&c)
	if c.PatientID != p.of("PAT") || c.DriverID != p.of("DRV") || c.AttendantID != "" || c.BillerID != "OP" || len(c.PatientID) != 32 {
		t.Errorf("got %q, %q, %q, %q; want pseudonyms of patient and driver alone", c.PatientID, c.DriverID, c.AttendantID, c.BillerID)
	}
	kept := c
	kept.Pseudonymous = true
	p.hideClaim(&kept)
	if kept.PatientID != c.PatientID {
		t.Errorf("got %q; want the pseudonym of the ledger as it is", kept.PatientID)
	}
	var none *pseudonyms
	none.hideClaim(&kept)
	if kept.PatientID != c.PatientID || none.of("PAT") != "PAT" || none.Fingerprint() != "" {
		t.Error("without a key identifiers change; want them as they are")
	}
}
