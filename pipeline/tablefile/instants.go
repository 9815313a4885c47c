package tablefile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
)

// Instants says what a timestamp of a Parquet file or of an Arrow stream means that says of itself that it is an instant
// (isAdjustedToUTC, and INT96, which has no other reading in the format; in a stream a type with a zone). Many writers say so of civil
// time, and some mean it: nothing in the file tells which.
type Instants uint8

// The readings.
const (
	InstantsRefused Instants = iota
	InstantsLocal            // the writer meant civil time: what the clock of the file shows
	InstantsUTC              // the writer meant the instant: it becomes the civil time at the place of the row, as far as that is known
)

var instantsNames = [...]string{"refused", "local", "utc"}

// String is the reading's name in the manifest; empty where instants are refused.
func (i Instants) String() string {
	if i == InstantsRefused {
		return ""
	}
	return instantsNames[i]
}

// ParseInstants reads local or utc; an empty text refuses instants.
func ParseInstants(s string) (Instants, error) {
	if at := slices.Index(instantsNames[1:], s); at >= 0 {
		return Instants(at + 1), nil
	}
	if s == "" {
		return InstantsRefused, nil
	}
	return 0, fmt.Errorf("got %q; want local or utc", s)
}

// ErrInstants is the error for a column of instants where nobody has said what they mean.
var ErrInstants = errors.New("instants")

// RefuseInstants refuses a table with instants in one of the columns, by the names that Header gives them, unless the options say what they
// mean. Without names every column counts.
func (f *File) RefuseInstants(columns []string) error {
	var list []tableColumn
	var as Instants
	switch s := f.source.(type) {
	case *parquetSource:
		list, as = s.batchSource.columns(), s.instants
	case *arrowBlock:
		list, as = s.columns, s.instants
	}
	if as != InstantsRefused {
		return nil
	}
	for i, c := range list {
		if c.instant && (columns == nil || slices.Contains(columns, f.columns[i])) {
			return fmt.Errorf("cannot read %s: %w: got timestamps in the column %q that say they are instants (UTC); want civil time without a zone, or "+
				"--instants local (the writer meant civil time) or --instants utc (they become the civil time at the place of pick-up)",
				f.name, ErrInstants, f.columns[i])
		}
	}
	return nil
}

// instantKey marks a column of instants in the header that the reader process sends.
const instantKey = "instant"

// isInstant says whether a column has timestamps that say they are instants. The types of the Arrow library do not tell: they give every
// timestamp a zone. By the format those of the old annotations and INT96 are instants too.
func isInstant(c *schema.Column) bool {
	if c.PhysicalType() == parquet.Types.Int96 {
		return true
	}
	switch of := c.LogicalType().(type) {
	case schema.TimestampLogicalType:
		return of.IsAdjustedToUTC()
	case *schema.TimestampLogicalType:
		return of.IsAdjustedToUTC()
	}
	return c.ConvertedType() == schema.ConvertedTypes.TimestampMillis || c.ConvertedType() == schema.ConvertedTypes.TimestampMicros
}

// hasZone says whether a type of a stream is that of instants.
func hasZone(of arrow.DataType) bool {
	t, ok := of.(*arrow.TimestampType)
	return ok && t.TimeZone != ""
}

// postcodeColumns are those that say where a row took place: of a trip that of its pick-up.
var postcodeColumns = []string{"departure_postcode", "provider_postcode", "trs_dep_cdp"}

// civilTexts puts, in the place of the texts of instants, those of the civil time at the place of the row. Without a place nobody knows it:
// such an instant has the time of Paris where the day is the same all over France, and else its text says that it is an instant, and is read
// as neither a day nor an hour. A column of days has the time of Paris: what is midnight there is that day, and anything else is no day.
func (b *batchRows) civilTexts() {
	postcodeOf := func(int) (string, bool) { return "", false }
	for _, name := range postcodeColumns {
		at := slices.IndexFunc(b.columns, func(c tableColumn) bool { return c.at >= 0 && ColumnName(c.name) == name })
		if at >= 0 {
			text := b.texts[at]
			var scratch []byte
			postcodeOf = func(row int) (string, bool) {
				var found []byte
				found, scratch = text(scratch[:0], row)
				postcode, _, ok := cell.Postcode(bytes.TrimSpace(found))
				return string(postcode), ok
			}
			break
		}
	}
	for i, c := range b.columns {
		if c.at < 0 {
			continue
		}
		a, ok := b.batch.Column(c.at).(*array.Timestamp)
		if !ok || !c.instant {
			continue
		}
		unit := a.DataType().(*arrow.TimestampType).Unit
		hasHours := strings.HasSuffix(ColumnName(c.name), "_at")
		b.texts[i] = func(scratch []byte, row int) (text, grown []byte) {
			if a.IsNull(row) {
				return nil, scratch
			}
			t := a.Value(row).ToTime(unit)
			if isSentinel(t) {
				grown = appendMoment(scratch, t)
				return grown[len(scratch):len(grown):len(grown)], grown
			}
			postcode, known := postcodeOf(row)
			if !known && hasHours && !sameDayInFrance(t) {
				grown = append(appendMoment(scratch, t), 'Z')
			} else {
				ahead := civil.ZoneOf(postcode).AheadAt(t.Unix())
				grown = appendMoment(scratch, t.Add(time.Duration(ahead)*time.Second))
			}
			return grown[len(scratch):len(grown):len(grown)], grown
		}
	}
}

// isSentinel says whether an instant lies where no claim does: it stands for none, whatever the clock.
func isSentinel(t time.Time) bool { return t.Year() < 1900 || t.Year() > 2100 }

// sameDayInFrance says whether an instant is on the same day wherever the Code de la sécurité sociale applies: from the Antilles, four hours
// behind UTC, to Réunion, four hours ahead. The Pacific has a social security of its own.
func sameDayInFrance(t time.Time) bool {
	const most = 4 * time.Hour
	return t.UTC().Add(-most).YearDay() == t.UTC().Add(most).YearDay()
}
