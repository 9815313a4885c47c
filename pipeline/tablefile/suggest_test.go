package tablefile

import (
	"fmt"
	"testing"
)

func TestSuggest(t *testing.T) {
	contract := []string{"claim_id", "operator_id", "amount_billed", "sent_on", "sent_by", "plate", "reason"}
	f := func(name, want string) {
		t.Helper()
		got := ""
		for _, s := range Suggest(contract, []string{name}) {
			got += fmt.Sprint(s.Name, ">", s.Meant)
		}
		if got != want {
			t.Errorf("%s: got %q; want %q", name, got, want)
		}
	}
	f("claimid", "claimid>claim_id")
	f("CLAIM-ID", "CLAIM-ID>claim_id")
	f("operater_id", "operater_id>operator_id")
	f("amout_biled", "amout_biled>amount_billed")
	f("sent_o", "sent_o>sent_on")
	f("sentby", "sentby>sent_by")
	f("plates", "plates>plate")
	f("slate", "slate>plate")
	f("slat", "")
	f("place", "place>plate")
	f("operator", "")
	f("region", "")
	f("x", "")
	f("", "")
	for _, pair := range []struct {
		a, b string
		n    int
	}{{"", "", 0}, {"kitten", "sitting", 3}, {"abc", "acb", 2}, {"", "abc", 3}, {"same", "same", 0}} {
		if n := edits(pair.a, pair.b, 9); n != pair.n {
			t.Errorf("%s, %s: got %d; want %d", pair.a, pair.b, n, pair.n)
		}
	}
}
