package judge

import (
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The last day of a period counts. After five years from the facts nobody can tell whether a penalty is still possible: not known, and
// never no (claim PO of the review, of 2020-02-03 in a run of 2026-11-30).
func TestPeriods(t *testing.T) {
	parameters := law.Defaults()
	f := func(name string, facts, paidOn, asOf civil.Day, recovery, penalty claim.Flag) {
		t.Helper()
		if got := withinRecovery(asOf, paidOn, parameters.On(law.RecoveryYears, facts)); got != recovery {
			t.Errorf("%s: recovery is %q; want %q", name, got, recovery)
		}
		if got := withinPenalty(asOf, facts, parameters.On(law.PenaltyYears, facts)); got != penalty {
			t.Errorf("%s: penalty is %q; want %q", name, got, penalty)
		}
	}
	const unknown claim.Flag = 0
	facts, paid := civil.Date(2020, 2, 3), civil.Date(2020, 3, 2)
	f("PO", facts, paid, civil.Date(2026, 11, 30), claim.No, unknown)
	f("PO, not paid", facts, 0, civil.Date(2026, 11, 30), unknown, unknown)
	f("last day of five years", facts, paid, civil.Date(2025, 2, 3), claim.No, claim.Yes)
	f("day after five years", facts, paid, civil.Date(2025, 2, 4), claim.No, unknown)
	f("last day of three years", facts, paid, civil.Date(2023, 3, 2), claim.Yes, claim.Yes)
	f("day after three years", facts, paid, civil.Date(2023, 3, 3), claim.No, claim.Yes)
	f("facts of a leap day", civil.Date(2024, 2, 29), 0, civil.Date(2029, 2, 28), unknown, claim.Yes)
	f("day after those", civil.Date(2024, 2, 29), 0, civil.Date(2029, 3, 1), unknown, unknown)
}
