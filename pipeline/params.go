package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"github.com/goccy/go-yaml"

	"vigie/pipeline/findings"
	"vigie/rules/law"
)

// parametersOf reads a parameter file over the defaults: YAML, one parameter of the catalogue to a line. A name that the
// catalogue does not have is refused, since a threshold that silently stayed would change what is found.
func parametersOf(path string) (*law.Parameters, *findings.ParameterFile, error) {
	p := law.Defaults()
	if path == "" {
		return p, nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the parameters: %w", err)
	}
	if err := checkParameterText(path, text); err != nil {
		return nil, nil, err
	}
	var lines yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(text, &lines, yaml.Strict()); err != nil {
		return nil, nil, fmt.Errorf("cannot read %s: %w: %w", path, law.ErrParameter, err)
	}
	var bad error
	for _, line := range lines {
		if err := p.Set(fmt.Sprint(line.Key), parameterText(line.Value)); err != nil {
			bad = errors.Join(bad, fmt.Errorf("cannot read %s: %w", path, err))
		}
	}
	sum := sha256.Sum256(text)
	return p, &findings.ParameterFile{Path: path, SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(text))}, bad
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
