package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
)

// The source of the rules. It is what judges a claim, so its hash is the version of the rule set.
//
//go:embed *.go civil/*.go claim/*.go law/*.go
var sourceFiles embed.FS

// Fingerprint identifies the rule set: SHA-256 in hex over the source of this package and of civil, claim and law, without
// tests.
func Fingerprint() string {
	h := sha256.New()
	_ = fs.WalkDir(sourceFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := sourceFiles.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n", path, len(text))
		h.Write(text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))
}
