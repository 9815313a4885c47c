package claim

// A position says where a claim stands among all of a run, in 64 bits: the number of its file in the upper 24, and in the lower 40 its
// record there, which is the offset of its first byte in a text and its row elsewhere. Positions are in input order.
const recordBits = 40

// MaxFiles is how many files positions can tell apart.
const MaxFiles = 1 << (63 - recordBits)

// PackPosition is the position of a record of a file. The file is numbered from 0, the record lies within 2^40.
func PackPosition(file int, record int64) uint64 { return uint64(file)<<recordBits | uint64(record) }

// UnpackPosition gives the file and the record of a position.
func UnpackPosition(position uint64) (file int, record int64) {
	return int(position >> recordBits), int64(position & (1<<recordBits - 1))
}
