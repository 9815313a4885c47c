package tablefile

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"

	"vigie/rules/civil"
)

// cellText gives a row's cell as the text that a CSV file would hold. It may append to the scratch that it is given, or
// give a view on the batch.
type cellText func(scratch []byte, row int) (cell, grown []byte)

// batchTexts shows the rows of an Arrow record.
type batchTexts struct {
	columns []column
	batch   arrow.Record
	line    int64 // of the first row
	texts   []cellText
	fields  [][]byte
	scratch []byte
}

func newBatchRows(columns []column, batch arrow.Record, line int64) *batchTexts {
	b := &batchTexts{columns: columns, batch: batch, line: line, fields: make([][]byte, len(columns))}
	for _, c := range columns {
		if c.at < 0 {
			b.texts = append(b.texts, func(scratch []byte, row int) (cell, grown []byte) { return nil, scratch })
			continue
		}
		b.texts = append(b.texts, textOf(batch.Column(c.at)))
	}
	return b
}

func (b *batchTexts) size() int64 {
	// Not SizeInBytes: it takes a column that lacks a buffer, one of nulls alone, for a programming error.
	n := int64(0)
	for _, c := range b.batch.Columns() {
		for _, buffer := range c.Data().Buffers() {
			if buffer != nil {
				n += int64(buffer.Len())
			}
		}
	}
	return n
}

func (b *batchTexts) each(r *Record, wanted Filter, yield func(*Record)) {
	for row := range int(b.batch.NumRows()) {
		if wanted != nil && !wanted(b.line+int64(row), -1) {
			continue
		}
		*r = Record{Line: b.line + int64(row), Offset: -1}
		r.Fields, r.Fault = b.row(row)
		yield(r)
	}
}

func (b *batchTexts) eachCell(r *Record, column int, yield func(cell []byte)) {
	cellOf(b, r, column, yield)
}

// row gives the cells of a row, or its fault.
func (b *batchTexts) row(row int) ([][]byte, *Fault) {
	b.scratch = b.scratch[:0]
	length := 0
	for i, text := range b.texts {
		var cell []byte
		cell, b.scratch = text(b.scratch, row)
		if !utf8.Valid(cell) {
			return nil, &Fault{Column: b.columns[i].name, Reason: "got bytes that are no UTF-8; want UTF-8"}
		}
		if length += len(cell) + 1; length > maxRecord {
			return nil, tooLong(int64(length), maxRecord)
		}
		b.fields[i] = trim(cell)
	}
	return b.fields, nil
}

// cellType says whether a column of the type has cells that can be written as text.
func cellType(t arrow.DataType) bool {
	switch t.ID() {
	case arrow.NULL, arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32,
		arrow.UINT64, arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64, arrow.STRING, arrow.LARGE_STRING, arrow.BINARY,
		arrow.LARGE_BINARY, arrow.FIXED_SIZE_BINARY, arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP, arrow.TIME32, arrow.TIME64,
		arrow.DECIMAL128, arrow.DECIMAL256:
		return true
	case arrow.DICTIONARY:
		return cellType(t.(*arrow.DictionaryType).ValueType)
	}
	return false
}

// typeName is how a message calls a type: that of a file's own making may be a text of any length.
func typeName(t arrow.DataType) string { return fmt.Sprintf("%.60s", t) }

// textOf writes a column's cells: days as 2025-03-01, moments as 2025-03-01T08:30:15 on the clock that the file shows,
// decimals and floats plain, nulls empty.
func textOf(a arrow.Array) cellText {
	appendCell := func(write func(to []byte, row int) []byte) cellText {
		return func(scratch []byte, row int) (cell, grown []byte) {
			if a.IsNull(row) {
				return nil, scratch
			}
			grown = write(scratch, row)
			return grown[len(scratch):len(grown):len(grown)], grown
		}
	}
	view := func(bytes func(row int) []byte) cellText {
		return func(scratch []byte, row int) (cell, grown []byte) {
			if a.IsNull(row) {
				return nil, scratch
			}
			return bytes(row), scratch
		}
	}
	switch a := a.(type) {
	case *array.String:
		return view(func(row int) []byte { return bytesOf(a.Value(row)) })
	case *array.LargeString:
		return view(func(row int) []byte { return bytesOf(a.Value(row)) })
	case *array.Binary:
		return view(a.Value)
	case *array.LargeBinary:
		return view(a.Value)
	case *array.FixedSizeBinary:
		return view(a.Value)
	case *array.Dictionary:
		return dictionaryText(a)
	case *array.Boolean:
		return appendCell(func(to []byte, row int) []byte { return strconv.AppendBool(to, a.Value(row)) })
	case *array.Date32:
		return appendCell(func(to []byte, row int) []byte { return appendDay(to, int64(a.Value(row))) })
	case *array.Date64:
		return appendCell(func(to []byte, row int) []byte { return a.Value(row).ToTime().AppendFormat(to, time.DateOnly) })
	case *array.Timestamp:
		unit := a.DataType().(*arrow.TimestampType).Unit
		return appendCell(func(to []byte, row int) []byte {
			return appendMoment(to, a.Value(row).ToTime(unit))
		})
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit
		return appendCell(func(to []byte, row int) []byte {
			return a.Value(row).ToTime(unit).AppendFormat(to, "15:04:05.999999999")
		})
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit
		return appendCell(func(to []byte, row int) []byte {
			return a.Value(row).ToTime(unit).AppendFormat(to, "15:04:05.999999999")
		})
	case *array.Decimal128:
		scale := int(a.DataType().(*arrow.Decimal128Type).Scale)
		return appendCell(func(to []byte, row int) []byte {
			n := a.Value(row)
			if low := int64(n.LowBits()); n.HighBits() == low>>63 && low >= 0 && scale >= 0 {
				return appendPointed(to, uint64(low), scale)
			}
			return appendDecimal(to, n.BigInt(), scale)
		})
	case *array.Decimal256:
		scale := int(a.DataType().(*arrow.Decimal256Type).Scale)
		return appendCell(func(to []byte, row int) []byte { return appendDecimal(to, a.Value(row).BigInt(), scale) })
	}
	if write := numberText(a); write != nil {
		return appendCell(write)
	}
	return view(func(int) []byte { return nil }) // only nulls are left
}

// numberText writes whole and floating numbers.
func numberText(a arrow.Array) func(to []byte, row int) []byte {
	switch a := a.(type) {
	case *array.Int8:
		return func(to []byte, row int) []byte { return strconv.AppendInt(to, int64(a.Value(row)), 10) }
	case *array.Int16:
		return func(to []byte, row int) []byte { return strconv.AppendInt(to, int64(a.Value(row)), 10) }
	case *array.Int32:
		return func(to []byte, row int) []byte { return strconv.AppendInt(to, int64(a.Value(row)), 10) }
	case *array.Int64:
		return func(to []byte, row int) []byte { return strconv.AppendInt(to, a.Value(row), 10) }
	case *array.Uint8:
		return func(to []byte, row int) []byte { return strconv.AppendUint(to, uint64(a.Value(row)), 10) }
	case *array.Uint16:
		return func(to []byte, row int) []byte { return strconv.AppendUint(to, uint64(a.Value(row)), 10) }
	case *array.Uint32:
		return func(to []byte, row int) []byte { return strconv.AppendUint(to, uint64(a.Value(row)), 10) }
	case *array.Uint64:
		return func(to []byte, row int) []byte { return strconv.AppendUint(to, a.Value(row), 10) }
	case *array.Float16:
		return func(to []byte, row int) []byte {
			return strconv.AppendFloat(to, float64(a.Value(row).Float32()), 'f', -1, 32)
		}
	case *array.Float32:
		return func(to []byte, row int) []byte { return strconv.AppendFloat(to, float64(a.Value(row)), 'f', -1, 32) }
	case *array.Float64:
		return func(to []byte, row int) []byte { return strconv.AppendFloat(to, a.Value(row), 'f', -1, 64) }
	}
	return nil
}

// dictionaryText writes the dictionary's cell that the row points to; one that points beyond it is no text at all.
func dictionaryText(a *array.Dictionary) cellText {
	words := textOf(a.Dictionary())
	return func(scratch []byte, row int) (cell, grown []byte) {
		if a.IsNull(row) {
			return nil, scratch
		}
		word := a.GetValueIndex(row)
		if word < 0 || word >= a.Dictionary().Len() {
			return []byte{0xff}, scratch
		}
		return words(scratch, word)
	}
}

// appendDay writes a day by its number since 1970-01-01; one outside of the years 1 to 9999 is no day that is read.
func appendDay(to []byte, days int64) []byte {
	if days < -719162 || days > 2932896 {
		return strconv.AppendInt(append(to, "day "...), days, 10)
	}
	return civil.FromUnix32(int32(days)).Append(to)
}

// appendMoment writes the wall clock, with a fraction of a second only where there is one.
func appendMoment(to []byte, t time.Time) []byte {
	second := t.Unix()
	of := second % 86400
	if of < 0 {
		of += 86400
	}
	to = append(appendDay(to, (second-of)/86400), 'T', byte('0'+of/36000), byte('0'+of/3600%10), ':',
		byte('0'+of/600%6), byte('0'+of/60%10), ':', byte('0'+of%60/10), byte('0'+of%10))
	if t.Nanosecond() != 0 {
		to = t.AppendFormat(to, ".999999999")
	}
	return to
}

// appendPointed writes a whole number of the smallest unit with the point before its last scale digits.
func appendPointed(to []byte, n uint64, scale int) []byte {
	return pointed(strconv.AppendUint(to, n, 10), len(to), scale)
}

// appendDecimal is appendPointed for numbers of any size and sign.
func appendDecimal(to []byte, n *big.Int, scale int) []byte {
	if scale < 0 {
		n = new(big.Int).Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-scale)), nil))
	}
	from := len(to)
	if n.Sign() < 0 {
		from++
	}
	return pointed(n.Append(to, 10), from, scale)
}

// pointed puts the point into the digits that begin at from.
func pointed(b []byte, from, scale int) []byte {
	if scale <= 0 {
		return b
	}
	for len(b)-from <= scale {
		b = slices.Insert(b, from, '0')
	}
	return slices.Insert(b, len(b)-scale, '.')
}
