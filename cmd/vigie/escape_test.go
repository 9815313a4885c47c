package main

import (
	"encoding/json"
	"testing"
)

func TestEscaped(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := escape(in); got != want {
			t.Errorf("%q: got %q; want %q", in, got, want)
		}
	}
	f("", "")
	f("déjà vu : 12 345,00 € (l’été)\n", "déjà vu : 12 345,00 € (l’été)\n")
	f("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0")
	f("\x1b[2J\x1b]0;title\x07", `\u001b[2J\u001b]0;title\u0007`)
	f("a\rb\tc\x00\x7f", `a\u000db\u0009c\u0000\u007f`)
	f("\u009b2J", `\u009b2J`)                       // a control sequence in one character
	f("\x9b2J", "\uFFFD2J")                         // and in one byte
	f("\u202etxt.exe\u2028", `\u202etxt.exe\u2028`) // right to left, and a line of its own
	f("\U000e0041", `\udb40\udc41`)
}

// In JSON an escape means the same text.
func TestEscapedJSON(t *testing.T) {
	const text = "\x1b[2J\u009b \u202e \U000e0041 é \x7f \"quoted\" \\"
	encoded, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if err := json.Unmarshal([]byte(escape(string(encoded))), &got); err != nil || got != text {
		t.Errorf("got %q, %v; want %q", got, err, text)
	}
}
