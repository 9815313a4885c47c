package tablefile

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/bitutil"
	"github.com/apache/arrow/go/v15/arrow/memory"
)

// checkBatch checks that every cell of a batch can be read. A batch comes from a process that a corrupt file may have damaged, and
// its cells are read on goroutines without a guard. What the library checks itself when it makes a batch, under its own guard, is
// not checked again.
func checkBatch(batch arrow.Record) error {
	for i, a := range batch.Columns() {
		if !isSoundColumn(a) {
			return fmt.Errorf("got cells of column %d that lie outside of it", i+1)
		}
	}
	return nil
}

func isSoundColumn(a arrow.Array) bool {
	end := a.Data().Offset() + a.Len()
	buffers := a.Data().Buffers()
	if bits := a.NullBitmapBytes(); len(bits) > 0 && !hasBits(buffers[0], end) {
		return false
	}
	switch a := a.(type) {
	case *array.String:
		return isAscending(a.ValueOffsets())
	case *array.LargeString:
		return isAscending(a.ValueOffsets())
	case *array.Binary:
		return isAscending(a.ValueOffsets())
	case *array.LargeBinary:
		return isAscending(a.ValueOffsets())
	case *array.FixedSizeBinary:
		return hasBits(buffers[1], 8*end*a.DataType().(*arrow.FixedSizeBinaryType).ByteWidth)
	case *array.Boolean:
		return hasBits(buffers[1], end)
	case *array.Dictionary:
		return isSoundColumn(a.Dictionary())
	}
	return true
}

// isAscending reports whether offsets bound cells within the text. It is known that the last offset is not beyond the end of the
// text.
func isAscending[Offset int32 | int64](offsets []Offset) bool {
	return len(offsets) == 0 || offsets[0] >= 0 && slices.IsSorted(offsets)
}

func hasBits(b *memory.Buffer, bits int) bool {
	return bits == 0 || b != nil && int64(b.Len()) >= bitutil.BytesForBits(int64(bits))
}
