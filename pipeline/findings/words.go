package findings

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// words are distinct texts in the order in which they first came, in Parquet's PLAIN form: what a dictionary page holds. They
// own their bytes. The zero value is empty.
type words struct {
	plain  []byte
	starts []uint32 // of the texts in plain, behind their lengths
	hashes []uint64
	slots  []uint32 // 1 + place, by hash; a power of two of them
}

func (w *words) len() int { return len(w.starts) }

func (w *words) at(place uint32) []byte {
	start := w.starts[place]
	return w.plain[start:][:binary.LittleEndian.Uint32(w.plain[start-4:])]
}

// place gives the place of a text that has the hash, and takes the text where it is new.
func (w *words) place(s string, hash uint64) uint32 {
	place, found := w.find(s, hash)
	if found {
		return place
	}
	if 2*len(w.starts) >= len(w.slots) {
		w.grow()
	}
	place = uint32(len(w.starts))
	w.plain = appendText(w.plain, s)
	w.starts, w.hashes = append(w.starts, uint32(len(w.plain)-len(s))), append(w.hashes, hash)
	w.slots[w.free(hash)] = place + 1
	return place
}

func (w *words) find(s string, hash uint64) (place uint32, found bool) {
	if len(w.slots) == 0 {
		return 0, false
	}
	mask := uint64(len(w.slots) - 1)
	for i := hash & mask; w.slots[i] != 0; i = (i + 1) & mask {
		place = w.slots[i] - 1
		if w.hashes[place] == hash && string(w.at(place)) == s {
			return place, true
		}
	}
	return 0, false
}

func (w *words) free(hash uint64) uint64 {
	mask := uint64(len(w.slots) - 1)
	i := hash & mask
	for w.slots[i] != 0 {
		i = (i + 1) & mask
	}
	return i
}

func (w *words) grow() {
	w.slots = make([]uint32, max(64, 4*len(w.starts)))
	for place, hash := range w.hashes {
		w.slots[w.free(hash)] = uint32(place) + 1
	}
}

// width is how many bits a place takes.
func (w *words) width() int { return max(1, bits.Len(uint(max(1, w.len())-1))) }

func (w *words) reset() {
	clear(w.slots)
	w.plain, w.starts, w.hashes = w.plain[:0], w.starts[:0], w.hashes[:0]
}

// appendText adds a text in PLAIN form.
func appendText[T string | []byte](to []byte, s T) []byte {
	return append(binary.LittleEndian.AppendUint32(to, uint32(len(s))), s...)
}

// lexicon are the words of a batch, and where some of them were taken from. Findings mostly say what stands in the rules, in one
// place of memory: such a text is known without being looked at.
type lexicon struct {
	words
	known [256]struct {
		text  string
		place uint32
	}
}

// text gives the place of a text, and the hash of what is kept of it: what is not UTF-8 is replaced.
func (l *lexicon) text(s string) (place uint32, hash uint64) {
	at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	k := &l.known[(at^at>>8)%uintptr(len(l.known))]
	if len(s) == 0 || k.text != s { // two strings of one place are not compared
		hash = hashText(s)
		found := false
		if place, found = l.find(s, hash); !found {
			kept := s
			if !utf8.ValidString(s) {
				kept = strings.ToValidUTF8(s, "\uFFFD")
				hash = hashText(kept)
			}
			place = l.place(kept, hash)
		}
		k.text, k.place = s, place
	}
	return k.place, l.hashes[k.place]
}

func (l *lexicon) reset() {
	clear(l.known[:])
	l.words.reset()
}
