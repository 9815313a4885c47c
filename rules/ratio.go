package rules

import (
	"math/big"
	"strings"

	"vigie/rules/claim"
)

// Ratio is a number in ten-thousandths, or not known. No float decides or is printed.
type Ratio struct {
	TenThousandths int64
	Known          bool
}

// tenThousand ten-thousandths are one.
const tenThousand = 10_000

func wholeRatio(n int64) Ratio { return Ratio{n * tenThousand, true} }

// eurosRatio is an amount in euros.
func eurosRatio(c claim.Cents) Ratio { return Ratio{int64(c) * (tenThousand / 100), true} }

func measureRatio(m claim.Measure) Ratio { return Ratio{int64(m), m != claim.NotGiven} }

// over divides, rounded half up. The result is not known where the divisor is not positive, the dividend is negative or the
// quotient does not fit.
func (r Ratio) over(by Ratio) Ratio {
	if !r.Known || !by.Known || by.TenThousandths <= 0 || r.TenThousandths < 0 {
		return Ratio{}
	}
	// (2·r·tenThousand + by) / (2·by): numerator and denominator are doubled so that half of the divisor is a whole number.
	n, d := big.NewInt(r.TenThousandths), big.NewInt(by.TenThousandths)
	n.Mul(n, big.NewInt(2*tenThousand)).Add(n, d)
	n.Div(n, d.Mul(d, big.NewInt(2)))
	if !n.IsInt64() {
		return Ratio{}
	}
	return Ratio{n.Int64(), true}
}

// value is the number without trailing zeros.
func (r Ratio) value() Value {
	if !r.Known {
		return Value{}
	}
	s := claim.Measure(r.TenThousandths).String()
	return Value{s, strings.Replace(s, ".", ",", 1), s}
}

// percent is a percentage; the raw value is the number alone.
func (r Ratio) percent() Value {
	v := r.value()
	if v.Raw != "" {
		v.FR += " %"
		v.EN += "%"
	}
	return v
}

// euros is an amount, which the sentences give to the cent.
func (r Ratio) euros() Value {
	v := r.value()
	if v.Raw != "" {
		half := int64(tenThousand / 200)
		if r.TenThousandths < 0 {
			half = -half
		}
		cents := centsValue(claim.Cents((r.TenThousandths + half) / (tenThousand / 100)))
		v.FR, v.EN = cents.FR, cents.EN
	}
	return v
}
