package parquet

import "encoding/binary"

// leastRun is how many equal values in a row are written as one run; fewer are packed.
const leastRun = 16

// mostGroups is how many groups of eight are packed behind one header: as many as a header of one byte can count.
const mostGroups = 63

// appendHybrid adds numbers of so many bits in Parquet's hybrid of runs and packed groups of eight. Only the last group is
// filled up, with zeros.
func appendHybrid[N uint8 | uint32](to []byte, values []N, width int) []byte {
	for i := 0; i < len(values); {
		if startsRun(values[i:]) {
			n := leastRun
			for i+n < len(values) && values[i+n] == values[i] {
				n++
			}
			to = binary.AppendUvarint(to, uint64(n)<<1)
			for shift := 0; shift < width; shift += 8 {
				to = append(to, byte(uint32(values[i])>>shift))
			}
			i += n
			continue
		}
		start, groups := i, 0
		for i < len(values) && groups < mostGroups && (groups == 0 || !startsRun(values[i:])) {
			i, groups = i+8, groups+1
		}
		i = min(i, len(values))
		to = append(to, byte(groups<<1|1))
		to = appendPacked(to, values[start:i], width, groups*width)
	}
	return to
}

func startsRun[N uint8 | uint32](values []N) bool {
	if len(values) < leastRun {
		return false
	}
	for _, v := range values[1:leastRun] {
		if v != values[0] {
			return false
		}
	}
	return true
}

// appendPacked adds numbers of so many bits, lowest bits first, and fills up to a number of bytes.
func appendPacked[N uint8 | uint32](to []byte, values []N, width, bytes int) []byte {
	end := len(to) + bytes
	var pending uint64
	bits := 0
	for _, v := range values {
		pending |= uint64(v) << bits
		for bits += width; bits >= 8; bits -= 8 {
			to = append(to, byte(pending))
			pending >>= 8
		}
	}
	if bits > 0 {
		to = append(to, byte(pending))
	}
	for len(to) < end {
		to = append(to, 0)
	}
	return to
}
