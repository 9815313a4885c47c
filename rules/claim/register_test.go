package claim

import "testing"

func TestMeasure(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		m, ok := ReadMeasure([]byte(in))
		got := "refused"
		if ok {
			got = m.String()
		}
		if got != want {
			t.Errorf("%q: got %q; want %q", in, got, want)
		}
	}
	f("0", "0")
	f("12", "12")
	f("120", "120")
	f("12.5", "12.5")
	f("0.0001", "0.0001")
	f("0.00010", "0.0001")
	f("0.00001", "refused")
	f("-1", "refused")
	f("", "refused")
	f("12,5", "refused")
	if got := Measure(NotGiven).String(); got != "" {
		t.Errorf("got %q for a measure that is not known; want nothing", got)
	}
}

func TestCareKinds(t *testing.T) {
	s := CareKinds(0).With(Nursing).With(OtherCare)
	for k := Nursing; k <= OtherCare; k++ {
		if got, want := s.Has(k), k == Nursing || k == OtherCare; got != want {
			t.Errorf("%s: got %t; want %t", k, got, want)
		}
	}
}

func TestRegisterWords(t *testing.T) {
	f := func(in string, got interface{ String() string }, ok, want bool) {
		t.Helper()
		if ok != want || want && got.String() != in {
			t.Errorf("%q: got %q, %t; want it to be read: %t", in, got, ok, want)
		}
	}
	for _, w := range []string{"count", "amount", "duration", "rate"} {
		i, ok := ReadIndicator([]byte(w))
		f(w, i, ok, true)
	}
	for _, w := range []string{"claim", "subject", "rule"} {
		s, ok := ReadScope([]byte(w))
		f(w, s, ok, true)
	}
	i, ok := ReadIndicator([]byte("Count"))
	f("Count", i, ok, false)
	s, ok := ReadScope([]byte(""))
	f("", s, ok, false)
}
