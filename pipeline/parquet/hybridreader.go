package parquet

import "encoding/binary"

// hybridReader decodes what appendHybrid makes. Bytes that appendHybrid would not make are errPage.
type hybridReader struct {
	rest  []byte
	width int // bits of a number

	run    int // numbers left of the open run
	value  uint32
	groups int    // numbers left of the open packed groups
	packed []byte // what is left of their bytes
	bits   uint64 // taken from packed and not yet used
	have   int    // how many bits these are
}

// readHybrid decodes the next len(into) numbers. It is a function, since methods have no type parameters.
func readHybrid[N uint8 | uint32](h *hybridReader, into []N) error {
	for len(into) > 0 {
		switch {
		case h.run > 0:
			n := min(h.run, len(into))
			for i := range into[:n] {
				into[i] = N(h.value)
			}
			h.run -= n
			into = into[n:]
		case h.groups > 0:
			n := min(h.groups, len(into))
			mask := uint64(1)<<h.width - 1
			for i := range into[:n] {
				for h.have < h.width {
					h.bits |= uint64(h.packed[0]) << h.have
					h.packed = h.packed[1:]
					h.have += 8
				}
				into[i] = N(h.bits & mask)
				h.bits >>= h.width
				h.have -= h.width
			}
			h.groups -= n
			into = into[n:]
		default:
			if err := h.open(); err != nil {
				return err
			}
		}
	}
	return nil
}

// open reads the header of the next run or packed groups.
func (h *hybridReader) open() error {
	header, size := binary.Uvarint(h.rest)
	if size <= 0 || header>>1 == 0 || header>>1 > mostEntries {
		return errPage
	}
	h.rest = h.rest[size:]
	n := int(header >> 1)
	if header&1 == 1 {
		if n*h.width > len(h.rest) {
			return errPage
		}
		h.groups, h.packed, h.bits, h.have = 8*n, h.rest[:n*h.width], 0, 0
		h.rest = h.rest[n*h.width:]
		return nil
	}
	bytes := (h.width + 7) / 8
	if bytes > len(h.rest) {
		return errPage
	}
	var value uint64
	for i := range bytes {
		value |= uint64(h.rest[i]) << (8 * i)
	}
	if value>>h.width != 0 {
		return errPage
	}
	h.run, h.value, h.rest = n, uint32(value), h.rest[bytes:]
	return nil
}

// end returns errPage where more numbers follow than the zeros that fill up the last group.
func (h *hybridReader) end() error {
	if len(h.rest) > 0 || h.run > 0 || h.groups >= 8 {
		return errPage
	}
	return nil
}
