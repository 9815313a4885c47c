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

// cellText gives the cell of a row as the text that a CSV file would have. It may append to the buffer, or return a view of the
// batch.
type cellText func(scratch []byte, row int) (cell, grown []byte)

// batchRows reads the rows of an Arrow record.
type batchRows struct {
	columns []tableColumn
	batch   arrow.Record
	line    int64 // of the first row
	texts   []cellText
	fields  [][]byte
	buffer  []byte
}

func newBatchRows(columns []tableColumn, batch arrow.Record, line int64) *batchRows {
	b := &batchRows{columns: columns, batch: batch, line: line, fields: make([][]byte, len(columns))}
	for _, c := range columns {
		if c.at < 0 {
			b.texts = append(b.texts, func(scratch []byte, row int) (cell, grown []byte) { return nil, scratch })
			continue
		}
		b.texts = append(b.texts, textOf(batch.Column(c.at)))
	}
	return b
}

func (b *batchRows) size() int64 {
	// SizeInBytes panics on a column without a buffer, such as one of nulls only.
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

func (b *batchRows) each(r *Record, wanted Filter, yield func(*Record)) {
	for row := range int(b.batch.NumRows()) {
		if wanted != nil && !wanted(b.line+int64(row), -1) {
			continue
		}
		*r = Record{Line: b.line + int64(row), Offset: -1}
		r.Fields, r.Fault = b.row(row)
		yield(r)
	}
}

func (b *batchRows) eachCell(r *Record, column int, yield func(cell []byte)) {
	eachCellByRecord(b, r, column, yield)
}

// row gives the cells of a row, or its fault.
func (b *batchRows) row(row int) ([][]byte, *Fault) {
	b.buffer = b.buffer[:0]
	length := 0
	for i, text := range b.texts {
		var cell []byte
		cell, b.buffer = text(b.buffer, row)
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

// cellType reports whether cells of the type can be written as text.
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

// typeName is the name of a type for a message. The name of an extension type can be of any length.
func typeName(t arrow.DataType) string { return fmt.Sprintf("%.60s", t) }

// textOf writes the cells of a column: days as 2025-03-01; times as 2025-03-01T08:30:15, on the clock that the file shows; decimals
// and floats without an exponent; nulls empty.
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
				return appendScaled(to, uint64(low), scale)
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
	return view(func(int) []byte { return nil }) // a column of nulls
}

// numberText writes integers and floats.
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

// dictionaryText writes the value to which the dictionary code of the row points. A code beyond the dictionary gives a cell that is
// not valid UTF-8.
func dictionaryText(a *array.Dictionary) cellText {
	values := textOf(a.Dictionary())
	return func(scratch []byte, row int) (cell, grown []byte) {
		if a.IsNull(row) {
			return nil, scratch
		}
		code := a.GetValueIndex(row)
		if code < 0 || code >= a.Dictionary().Len() {
			return []byte{0xff}, scratch
		}
		return values(scratch, code)
	}
}

// appendDay writes a day, given in days since 1970-01-01. Outside of the years 1 to 9999 it writes a text that no reader accepts as
// a day.
func appendDay(to []byte, days int64) []byte {
	if days < -719162 || days > 2932896 {
		return strconv.AppendInt(append(to, "day "...), days, 10)
	}
	return civil.FromUnix32(int32(days)).Append(to)
}

// appendMoment writes the wall clock time, with a fraction of a second only where there is one.
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

// appendScaled writes an integer with a decimal point before its last scale digits.
func appendScaled(to []byte, n uint64, scale int) []byte {
	return insertPoint(strconv.AppendUint(to, n, 10), len(to), scale)
}

// appendDecimal is appendScaled for numbers of any size and sign.
func appendDecimal(to []byte, n *big.Int, scale int) []byte {
	if scale < 0 {
		n = new(big.Int).Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-scale)), nil))
	}
	from := len(to)
	if n.Sign() < 0 {
		from++
	}
	return insertPoint(n.Append(to, 10), from, scale)
}

// insertPoint inserts the decimal point into the digits that begin at from.
func insertPoint(b []byte, from, scale int) []byte {
	if scale <= 0 {
		return b
	}
	for len(b)-from <= scale {
		b = slices.Insert(b, from, '0')
	}
	return slices.Insert(b, len(b)-scale, '.')
}
