package claim

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// seed is the seed of the hashes of one process. No output depends on it: hashes group claims and never order them.
var seed = maphash.MakeSeed()

// shared is the key of hashes that several processes have in common; nil where each process has its own.
var shared *[2]uint64

// ShareHashes makes the hashes of identifiers the same in every process that is given the same key, so that claims read by one
// process can be grouped with those of another. It is called once, before any claim is read.
func ShareHashes(key [16]byte) {
	shared = &[2]uint64{binary.LittleEndian.Uint64(key[:]), binary.LittleEndian.Uint64(key[8:])}
}

// Hash hashes any text. Equal texts have equal hashes, also between processes that share their hashes.
func Hash(s string) uint64 { return hashText(s) }

// hashText hashes one identifier.
func hashText(s string) uint64 {
	if shared != nil {
		return sipHash(shared[0], shared[1], s)
	}
	return maphash.String(seed, s)
}

// sipHash is SipHash-2-4: without the key nobody can choose identifiers that collide.
func sipHash(k0, k1 uint64, s string) uint64 {
	v0, v1, v2, v3 := k0^0x736f6d6570736575, k1^0x646f72616e646f6d, k0^0x6c7967656e657261, k1^0x7465646279746573
	round := func() {
		v0, v2 = v0+v1, v2+v3
		v1, v3 = bits.RotateLeft64(v1, 13)^v0, bits.RotateLeft64(v3, 16)^v2
		v0 = bits.RotateLeft64(v0, 32)
		v2, v0 = v2+v1, v0+v3
		v1, v3 = bits.RotateLeft64(v1, 17)^v2, bits.RotateLeft64(v3, 21)^v0
		v2 = bits.RotateLeft64(v2, 32)
	}
	last := uint64(len(s)) << 56
	for ; len(s) >= 8; s = s[8:] {
		m := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		v3 ^= m
		round()
		round()
		v0 ^= m
	}
	for i := range len(s) {
		last |= uint64(s[i]) << (8 * i)
	}
	v3 ^= last
	round()
	round()
	v0 ^= last
	v2 ^= 0xff
	for range 4 {
		round()
	}
	return v0 ^ v1 ^ v2 ^ v3
}
