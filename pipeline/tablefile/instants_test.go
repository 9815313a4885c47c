package tablefile

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
)

// rowsWithInstants are three pick-ups with a timestamp that says it is an instant, or that it is none.
func rowsWithInstants(t *testing.T, zone string) string {
	t.Helper()
	kind := &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: zone}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "Departed_At", Type: kind, Nullable: true}, {Name: "departure_postcode", Type: arrow.BinaryTypes.String},
	}, nil))
	for _, r := range []struct{ at, postcode string }{
		{"2025-03-30T00:30:00", "75001"}, // half an hour before the clock of Paris goes forward
		{"2025-03-30T01:30:00", "75001"}, // half an hour after it
		{"2025-01-01T03:00:00", "97110"}, // Guadeloupe is four hours behind
		{"2025-01-01T21:00:00", "97400"}, // Réunion is four hours ahead
		{"", "75001"},
	} {
		if r.at == "" {
			b.Field(0).AppendNull()
		} else {
			at, err := time.Parse("2006-01-02T15:04:05", r.at)
			if err != nil {
				t.Fatal(err)
			}
			b.Field(0).(*array.TimestampBuilder).Append(arrow.Timestamp(at.UnixMicro()))
		}
		b.Field(1).(*array.StringBuilder).Append(r.postcode)
	}
	return write(t, "t.parquet", parquetOf(t, b.NewRecord(), 1, false))
}

func TestInstants(t *testing.T) {
	f := func(zone string, o Instants, want ...string) {
		t.Helper()
		got, file, err := readAll(rowsWithInstants(t, zone), Options{Instants: o})
		if err != nil || len(got) != len(want) {
			t.Fatalf("got %d rows, %v; want %d", len(got), err, len(want))
		}
		for i, r := range got {
			if r.Fields[0] != want[i] {
				t.Errorf("row %d: got %s; want %s", i, r.Fields[0], want[i])
			}
		}
		if err := file.RefuseInstants(nil); err != nil {
			t.Errorf("got %v; want no refusal", err)
		}
	}
	shown := []string{"2025-03-30T00:30:00", "2025-03-30T01:30:00", "2025-01-01T03:00:00", "2025-01-01T21:00:00", ""}
	f("UTC", InstantsLocal, shown...)
	f("UTC", InstantsUTC, "2025-03-30T01:30:00", "2025-03-30T03:30:00", "2024-12-31T23:00:00", "2025-01-02T01:00:00", "")
	f("Europe/Paris", InstantsUTC, shown...) // the library writes of these that they are no instants
	f("Europe/Paris", InstantsRefused, shown...)
}

func TestInstantsRefused(t *testing.T) {
	f, err := Open(rowsWithInstants(t, "UTC"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	err = f.RefuseInstants([]string{"departed_at"})
	if !errors.Is(err, ErrInstants) || !strings.Contains(err.Error(), `"departed_at"`) || !strings.Contains(err.Error(), "--instants local") {
		t.Errorf("got %v; want instants in departed_at, and what to do", err)
	}
	if err := f.RefuseInstants([]string{"paid_on"}); err != nil {
		t.Errorf("got %v; want nothing of a column that nobody reads", err)
	}
}

// A sound file that the library cannot read is not called corrupt, and the error names the column.
func TestUnsupported(t *testing.T) {
	f := func(name, want string) {
		t.Helper()
		_, _, err := readAll(filepath.Join("..", "..", "fixtures", "tablefile", name), Options{})
		if !errors.Is(err, ErrUnsupported) || errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want that %s is not supported", name, err, want)
		}
	}
	f("lz4_raw.parquet", `the compression LZ4_RAW in the column "claim_id"`)
	f("byte_stream_split.parquet", `the encoding BYTE_STREAM_SPLIT in the column "amount_billed"`)
}

// Where the place of a row is not known, an instant is read only where its day is the same all over France, and otherwise says of itself
// that it is an instant. A column of days has the midnight of Paris.
func TestInstantsWithoutAPlace(t *testing.T) {
	kind := &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "departed_at", Type: kind}, {Name: "sent_on", Type: kind}, {Name: "departure_postcode", Type: arrow.BinaryTypes.String},
	}, nil))
	rows := []struct{ at, postcode, departed, sent string }{
		{"2025-01-01T04:00:00", "", "2025-01-01T05:00:00", "2025-01-01T05:00:00"},
		{"2025-01-01T19:59:59", "NULL", "2025-01-01T20:59:59", "2025-01-01T20:59:59"},
		{"2025-01-01T20:00:00", "", "2025-01-01T20:00:00Z", "2025-01-01T21:00:00"}, // the next day in Réunion
		{"2025-01-02T03:59:59", "", "2025-01-02T03:59:59Z", "2025-01-02T04:59:59"}, // the day before in Guadeloupe
		{"2025-01-01T23:00:00", "", "2025-01-01T23:00:00Z", "2025-01-02"},          // midnight in Paris
		{"2025-01-01T23:00:00", "1000", "2025-01-02", "2025-01-02"},                // a postcode that lost its zero is in Ain
		{"1600-01-01T00:00:00", "75001", "1600-01-01", "1600-01-01"},               // a sentinel stays one
		{"9999-12-31T00:00:00", "", "9999-12-31", "9999-12-31"},
	}
	for _, r := range rows {
		at, err := time.Parse("2006-01-02T15:04:05", r.at)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			b.Field(i).(*array.TimestampBuilder).Append(arrow.Timestamp(at.UnixMicro()))
		}
		b.Field(2).(*array.StringBuilder).Append(r.postcode)
	}
	got, _, err := readAll(write(t, "t.parquet", parquetOf(t, b.NewRecord(), 1, false)), Options{Instants: InstantsUTC})
	if err != nil || len(got) != len(rows) {
		t.Fatalf("got %d rows, %v; want %d", len(got), err, len(rows))
	}
	for i, r := range rows {
		if strings.TrimSuffix(got[i].Fields[0], "T00:00:00") != r.departed || strings.TrimSuffix(got[i].Fields[1], "T00:00:00") != r.sent {
			t.Errorf("%s at %q: got %s and %s; want %s and %s", r.at, r.postcode, got[i].Fields[0], got[i].Fields[1], r.departed, r.sent)
		}
	}
}
