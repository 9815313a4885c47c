package judge

import (
	"strconv"

	"vigie/rules"
	"vigie/rules/claim"
)

// Unmatched words that a register matches no claim: "operators: none of 1,204 keys found".
func Unmatched(register string, keys int64) string {
	return register + ": none of " + Counted(keys) + " keys found"
}

// Counted is a number with commas between thousands.
func Counted(n int64) string {
	s := strconv.FormatInt(n, 10)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// Missing words what was missing to decide a claim: of a register that matches no claim, why it says nothing.
func Missing(what string, registers *claim.Registers) string {
	if keys, unmatched := registers.Unmatched[what]; unmatched {
		return Unmatched(what, keys)
	}
	return what
}

// BlameUnmatched says of the registers that match no claim why they leave claims undecided.
func BlameUnmatched(coverage []rules.Coverage, registers *claim.Registers) {
	for name, keys := range registers.Unmatched {
		for i := range coverage {
			if blamed := coverage[i].Blamed; blamed[name] > 0 {
				blamed[Unmatched(name, keys)] = blamed[name]
				delete(blamed, name)
			}
		}
	}
}
