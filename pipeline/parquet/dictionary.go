package parquet

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// textDictionary holds distinct texts in the order in which they first came, in Parquet's PLAIN form: what a dictionary page holds.
// The code of a text is its position. A dictionary owns its bytes; the zero value is empty.
type textDictionary struct {
	plain   []byte
	offsets []uint32 // of the texts in plain, behind their lengths
	hashes  []uint64
	slots   []uint32 // 1 + code, by hash; a power of two of them
}

func (d *textDictionary) len() int { return len(d.offsets) }

func (d *textDictionary) at(code uint32) []byte {
	start := d.offsets[code]
	return d.plain[start:][:binary.LittleEndian.Uint32(d.plain[start-4:])]
}

// add gives the code of a text that has the hash. A text that is new is added.
func (d *textDictionary) add(s string, hash uint64) uint32 {
	code, found := d.find(s, hash)
	if found {
		return code
	}
	if 2*len(d.offsets) >= len(d.slots) {
		d.grow()
	}
	code = uint32(len(d.offsets))
	d.plain = appendText(d.plain, s)
	d.offsets, d.hashes = append(d.offsets, uint32(len(d.plain)-len(s))), append(d.hashes, hash)
	d.slots[d.free(hash)] = code + 1
	return code
}

func (d *textDictionary) find(s string, hash uint64) (code uint32, found bool) {
	if len(d.slots) == 0 {
		return 0, false
	}
	mask := uint64(len(d.slots) - 1)
	for i := hash & mask; d.slots[i] != 0; i = (i + 1) & mask {
		code = d.slots[i] - 1
		if d.hashes[code] == hash && string(d.at(code)) == s {
			return code, true
		}
	}
	return 0, false
}

func (d *textDictionary) free(hash uint64) uint64 {
	mask := uint64(len(d.slots) - 1)
	i := hash & mask
	for d.slots[i] != 0 {
		i = (i + 1) & mask
	}
	return i
}

func (d *textDictionary) grow() {
	d.slots = make([]uint32, max(64, 4*len(d.offsets)))
	for code, hash := range d.hashes {
		d.slots[d.free(hash)] = uint32(code) + 1
	}
}

// width is how many bits a code takes.
func (d *textDictionary) width() int { return max(1, bits.Len(uint(max(1, d.len())-1))) }

func (d *textDictionary) reset() {
	clear(d.slots)
	d.plain, d.offsets, d.hashes = d.plain[:0], d.offsets[:0], d.hashes[:0]
}

// appendText adds a text in PLAIN form.
func appendText[T string | []byte](to []byte, s T) []byte {
	return append(binary.LittleEndian.AppendUint32(to, uint32(len(s))), s...)
}

// cachedDictionary is the dictionary of a batch, with a cache by address. Most texts of a finding are those of its rule, always at the same
// address in memory: their code is found without hashing their bytes.
type cachedDictionary struct {
	textDictionary
	recent [256]struct {
		text string
		code uint32
	}
}

// add gives the code of a text, and the hash of what is kept of it: bytes that are not UTF-8 are replaced.
func (d *cachedDictionary) add(s string) (code uint32, hash uint64) {
	at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	r := &d.recent[(at^at>>8)%uintptr(len(d.recent))]
	if len(s) == 0 || r.text != s { // strings of one address and length are equal, and Go does not compare their bytes
		hash = hashText(s)
		found := false
		if code, found = d.find(s, hash); !found {
			kept := s
			if !utf8.ValidString(s) {
				kept = strings.ToValidUTF8(s, "\uFFFD")
				hash = hashText(kept)
			}
			code = d.textDictionary.add(kept, hash)
		}
		r.text, r.code = s, code
	}
	return r.code, d.hashes[r.code]
}

func (d *cachedDictionary) reset() {
	clear(d.recent[:])
	d.textDictionary.reset()
}
