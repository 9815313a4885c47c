package law

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrParameter is returned for an unknown parameter, or a value that it cannot have.
var ErrParameter = errors.New("bad parameter")

// pairs are the parameters that have one name in the catalogue and hold two numbers.
var pairs = map[string][2]Threshold{
	"km_tolerance_measured": {MeasuredKmTolerance, MeasuredKmTolerancePercent},
	"km_tolerance_route":    {RouteKmTolerance, RouteKmTolerancePercent},
}

// Set gives a parameter another value, on every day. The value is a number, with or without its unit ("15", "2 months"), or two
// numbers for a tolerance ("2 km, 5 %").
func (p *Parameters) Set(name, value string) error {
	if pair, ok := pairs[name]; ok {
		first, second, ok := strings.Cut(value, ",")
		if !ok {
			return fmt.Errorf("%w: %s: got %q; want kilometres and percent, such as %q", ErrParameter, name, value, "2 km, 5 %")
		}
		return errors.Join(p.set(pair[0], first), p.set(pair[1], second))
	}
	t := slices.IndexFunc(p.defs[:], func(d Definition) bool { return d.Name == name })
	if t < 0 {
		return fmt.Errorf("%w: got %q; want one of %s", ErrParameter, name, strings.Join(p.names(), ", "))
	}
	return p.set(Threshold(t), value)
}

func (p *Parameters) set(t Threshold, value string) error {
	d := &p.defs[t]
	number, _, _ := strings.Cut(strings.TrimSpace(value), " ")
	amount, ok := d.amount(strings.TrimSuffix(number, "%"))
	if !ok {
		return fmt.Errorf("%w: %s: got %q; want %s, at most %d decimals", ErrParameter, d.Name, value, d.Unit, d.Places)
	}
	d.Values, d.Set = []Value{{always, amount}}, true
	return nil
}

// amount reads a number of the definition's unit.
func (d *Definition) amount(s string) (int64, bool) {
	whole, decimals, _ := strings.Cut(s, ".")
	if len(decimals) > d.Places || whole == "" {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+decimals+strings.Repeat("0", d.Places-len(decimals)), 10, 31)
	return int64(n), err == nil
}

func (p *Parameters) names() []string {
	var names []string
	for _, d := range p.defs {
		names = append(names, d.Name)
	}
	return names
}
