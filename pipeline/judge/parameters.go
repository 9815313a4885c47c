package judge

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"

	"vigie/rules/law"
)

// Parameters reads the text of a parameter file over the defaults: YAML, one parameter of the catalogue to a line. A name that the
// catalogue does not have is refused: the threshold that was meant would keep its default without a word. Errors are law.ErrParameter, and
// name the file.
func Parameters(file string, text []byte) (*law.Parameters, error) {
	p := law.Defaults()
	if err := checkParameterText(file, text); err != nil {
		return nil, err
	}
	var lines yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(text, &lines, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w: %w", file, law.ErrParameter, err)
	}
	var bad error
	for _, line := range lines {
		if err := p.Set(fmt.Sprint(line.Key), parameterText(line.Value)); err != nil {
			bad = errors.Join(bad, fmt.Errorf("cannot read %s: %w", file, err))
		}
	}
	return p, bad
}

// parameterText is a value as law.Parameters takes it; a list of numbers becomes the pair of a tolerance.
func parameterText(value any) string {
	list, ok := value.([]any)
	if !ok {
		return fmt.Sprint(value)
	}
	s := ""
	for i, v := range list {
		if i > 0 {
			s += ","
		}
		s += fmt.Sprint(v)
	}
	return s
}
