package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/goccy/go-yaml"

	"vigie/pipeline/publish"
	"vigie/pipeline/tablefile"
	"vigie/rules/law"
)

// parametersOf reads a parameter file over the defaults: YAML, one parameter of the catalogue to a line. A name that the
// catalogue does not have is refused, since a threshold that silently stayed would change what is found.
func parametersOf(path string) (*law.Parameters, *publish.ParameterFile, error) {
	p := law.Defaults()
	if path == "" {
		return p, nil, nil
	}
	text, err := readParameters(path)
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
	return p, &publish.ParameterFile{Path: path, SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(text))}, bad
}

// readParameters reads a file, and no more of it than checkParameterText refuses. A pipe or a device may never end, and explain
// could not read it again.
func readParameters(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s: got %s; want a file", law.ErrParameter, path, tablefile.FileKind(info.Mode()))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxParameterText+1))
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
