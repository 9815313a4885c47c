package pipeline

import "testing"

func TestLack(t *testing.T) {
	f := func(l lack, want string) {
		t.Helper()
		if got := l.String(); got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
	f(lack{what: "no taxi_cards register", do: "supply registers/taxi_cards.csv", rules: []undecided{{"2i-no-professional-card", 18204}}},
		"no taxi_cards register: 2i-no-professional-card could not be judged on 18,204 claims; supply registers/taxi_cards.csv")
	f(lack{what: "no agreement_periods register", do: "supply registers/agreement_periods.csv", rules: []undecided{{"5-above-peers", 0}}},
		"no agreement_periods register: 5-above-peers could not be judged; supply registers/agreement_periods.csv")
	f(lack{what: "no column plate in transports.csv", do: "add it", rules: []undecided{{"d", 1}, {"b", 3}, {"c", 2}, {"a", 1234567}, {"e", 1}}},
		"no column plate in transports.csv: a could not be judged on 1,234,567 claims, b on 3 claims, c on 2 claims, and 2 more rules; add it")
}
