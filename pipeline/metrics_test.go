package pipeline

import "testing"

// Labels of any text keep the form of the exposition.
func TestExposition(t *testing.T) {
	f := func(value float64, want string, labels ...string) {
		t.Helper()
		var x exposition
		x.name = "vigie_x"
		x.sample(value, labels...)
		if got := x.String(); got != want+"\n" {
			t.Errorf("got %q; want %q", got, want)
		}
	}
	f(0, "vigie_x 0")
	f(1795359708.807, "vigie_x 1795359708.807")
	f(1e21, "vigie_x 1000000000000000000000")
	f(1, `vigie_x{a="b"} 1`, "a", "b")
	f(1, `vigie_x{a="b",c="d e"} 1`, "a", "b", "c", "d e")
	f(1, `vigie_x{a="\\ \" \n é"} 1`, "a", "\\ \" \n é")
	f(1, "vigie_x{a=\"\uFFFD\"} 1", "a", "\xff")
}
