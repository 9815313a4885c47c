package judge

import (
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"vigie/rules/law"
)

// MaxParameterText is how many bytes a parameter file may have: more than all parameters with their comments need.
const MaxParameterText = 64 << 10

// checkParameterText refuses what no parameter file needs, and what would let a small file exhaust the memory: of nested lists the YAML
// library holds the square of their length, and aliases of aliases grow with every line.
func checkParameterText(path string, text []byte) error {
	refuse := func(format string, arguments ...any) error {
		return fmt.Errorf("cannot read %s: %w: %s", path, law.ErrParameter, fmt.Sprintf(format, arguments...))
	}
	if len(text) > MaxParameterText {
		return refuse("got more than %d bytes; want no more", MaxParameterText)
	}
	depth := 0
	for _, t := range lexer.Tokenize(string(text)) {
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType:
			return refuse("got an anchor, an alias or a tag in line %d; want plain values", t.Position.Line)
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType:
			if t.Position.Column > maxParameterIndent {
				return refuse("got a list too deep in line %d; want names and values", t.Position.Line)
			}
		}
		if depth > 1 {
			return refuse("got a list within a list in line %d; want names and values", t.Position.Line)
		}
	}
	return nil
}

// maxParameterIndent is how far to the right a list's item may begin.
const maxParameterIndent = 40
