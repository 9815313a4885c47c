package tablefile

import (
	"bytes"
	"errors"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// A file of two gzip members that is cut anywhere in the second is reported as cut, also where only the header of that member is
// left.
func TestCutMembers(t *testing.T) {
	member := func(text string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Name, w.Comment, w.Extra = "transports.csv", "night", []byte("extra")
		w.Write([]byte(text))
		w.Close()
		return b.Bytes()
	}
	first, second := member("a,b\n1,2\n"), member("3,4\n")
	for n := range len(second) + 1 {
		rows, _, err := readAll(write(t, "t.csv.gz", append(bytes.Clone(first), second[:n]...)), Options{})
		switch {
		case n == 0 && (err != nil || len(rows) != 1), n == len(second) && (err != nil || len(rows) != 2):
			t.Errorf("%d of %d bytes: got %d records, %v; want them all", n, len(second), len(rows), err)
		case n > 0 && n < len(second) && !errors.Is(err, ErrCorrupt):
			t.Errorf("%d of %d bytes: got %d records, %v; want it cut", n, len(second), len(rows), err)
		}
	}
}
