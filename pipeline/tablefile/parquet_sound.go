package tablefile

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/bitutil"
	"github.com/apache/arrow/go/v15/arrow/memory"
)

// sound says whether every cell of a batch can be looked at. A batch comes from a process that a corrupt file may have
// brought into disorder, and its cells are looked at on goroutines that no guard reaches. What the library itself checks
// when it puts a batch together, and panics about under its own guard, is not checked again.
func sound(batch arrow.Record) error {
	for i, a := range batch.Columns() {
		if !soundColumn(a) {
			return fmt.Errorf("got cells of column %d that lie outside of it", i+1)
		}
	}
	return nil
}

func soundColumn(a arrow.Array) bool {
	end := a.Data().Offset() + a.Len()
	buffers := a.Data().Buffers()
	if bits := a.NullBitmapBytes(); len(bits) > 0 && !holds(buffers[0], end) {
		return false
	}
	switch a := a.(type) {
	case *array.String:
		return rising(a.ValueOffsets())
	case *array.LargeString:
		return rising(a.ValueOffsets())
	case *array.Binary:
		return rising(a.ValueOffsets())
	case *array.LargeBinary:
		return rising(a.ValueOffsets())
	case *array.FixedSizeBinary:
		return holds(buffers[1], 8*end*a.DataType().(*arrow.FixedSizeBinaryType).ByteWidth)
	case *array.Boolean:
		return holds(buffers[1], end)
	case *array.Dictionary:
		return soundColumn(a.Dictionary())
	}
	return true
}

// rising offsets bound cells that are there; that the last is no greater than the text is known.
func rising[Offset int32 | int64](offsets []Offset) bool {
	return len(offsets) == 0 || offsets[0] >= 0 && slices.IsSorted(offsets)
}

func holds(b *memory.Buffer, bits int) bool {
	return bits == 0 || b != nil && int64(b.Len()) >= bitutil.BytesForBits(int64(bits))
}
