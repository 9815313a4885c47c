package publish

import (
	_ "embed"
	"strings"
)

// A manifest of format 1 does not say what columns its tables have: these, which are not to be changed.
//
//go:embed format1.txt
var format1 string

// schemaOfFormat1 is the schema of a table of a folder of format 1, nil for any other file.
func schemaOfFormat1(name string) []string {
	_, after, found := strings.Cut(format1, "# "+name+"\n")
	if !found {
		return nil
	}
	lines, _, _ := strings.Cut(after, "#")
	return strings.Split(strings.TrimSpace(lines), "\n")
}
