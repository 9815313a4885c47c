package register

import (
	"strings"

	"github.com/cespare/xxhash/v2"
)

// scribe writes texts down for good, in large blocks instead of one allocation to each. It belongs to one goroutine; what
// it has written never moves and never changes.
type scribe struct {
	block   strings.Builder // grown once, and left for the next before it is full
	seen    []string        // recent texts by hash, so that a repeated one is written once as a rule
	scratch []byte
}

const (
	blockBytes = 256 << 10
	seenTexts  = 1 << 12 // few enough to stay in the processor's cache
	seenLength = 32      // longer texts are hardly ever repeated
)

func newScribe() *scribe { return &scribe{seen: make([]string, seenTexts)} }

// write keeps a text of its own.
func (s *scribe) write(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if s.block.Len()+len(text) > s.block.Cap() {
		s.block = strings.Builder{}
		s.block.Grow(max(blockBytes, len(text)))
	}
	from := s.block.Len()
	s.block.Write(text)
	return s.block.String()[from:]
}

// writeOnce keeps a text that is likely to come again.
func (s *scribe) writeOnce(text []byte) string {
	if len(text) == 0 || len(text) > seenLength {
		return s.write(text)
	}
	seen := &s.seen[xxhash.Sum64(text)%seenTexts]
	if *seen != string(text) {
		*seen = s.write(text)
	}
	return *seen
}
