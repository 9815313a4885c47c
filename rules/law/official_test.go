package law

import (
	"slices"
	"testing"
)

// How a citation may differ from the official text, each way by itself.
func TestDiffers(t *testing.T) {
	f := func(cited, versions string, want ...string) {
		t.Helper()
		if got := text("CSS R1", cited).Differs(readWordings(versions)); !slices.Equal(got, want) {
			t.Errorf("%q against %q: got %q; want %q", cited, versions, got, want)
		}
	}
	f("2010-01-01 2020-01-01", "2010-01-01 2020-01-01")
	f("2010-01-01 2020-01-01", "2010-01-01 2020-01-01 2026-09-01", "newer version: 2026-09-01")
	f("2010-01-01 2020-01-02", "2010-01-01 2020-01-01", "wrong day: no official version begins on 2020-01-02", "missing version: 2020-01-01")
	f("2010-01-01 2020-01-01", "2010-01-01 2015-01-01 2020-01-01", "missing version: 2015-01-01")
	f("2010-01-01", "2010-01-01 -2026-06-30", "repealed: its last day is 2026-06-30")
	f("2010-01-01 -2017-04-08 2025-03-02", "2010-01-01 -2017-04-08 2025-03-02")
	f("2010-01-01 -2017-04-07 2025-03-02", "2010-01-01 -2017-04-08 2025-03-02", "still in force after 2017-04-07")
	f("2010-01-01 2025-03-02", "2010-01-01 -2017-04-08 2025-03-02", "repealed: its last day is 2017-04-08")
	// A day that is not known is no wrong one, until the official text has it.
	f("2010-01-01 ?2026-03-15", "2010-01-01")
	f("2010-01-01 ?2026-03-15", "2010-01-01 2026-05-01", "newer version: 2026-05-01")
	f("? 2020-01-01", "2010-01-01 2020-01-01", "missing version: 2010-01-01")
}
