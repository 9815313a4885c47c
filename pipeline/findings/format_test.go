package findings

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
)

// without is a table that lacks a column.
func without[R any](tab *parquet.Table[R], column string) *parquet.Table[R] {
	tab.Columns = slices.DeleteFunc(tab.Columns, func(c parquet.Column[R]) bool {
		line := (&parquet.Table[R]{Columns: []parquet.Column[R]{c}}).Schema()[0]
		return strings.HasPrefix(line, column+" ") || strings.HasPrefix(line, column+".")
	})
	return tab
}

// folderWith is a folder of anomalies whose table is as it is given.
func folderWith(t *testing.T, tab *parquet.Table[Row], rows []Row) *publish.Published {
	t.Helper()
	f := newFolder(t)
	info, err := write(parquet.Create(f.Path(publish.AnomaliesFile), tab, parquet.DefaultLimits))(rows...)
	f.add(t, info, err)
	info, err = write(CreateConduct(f.Path(publish.ConductFile), run))()
	f.add(t, info, err)
	f.addEmpty(t)
	return f.publish(t)
}

// A folder with other columns than this program's is read by its own: what it lacks is null, what is new is left alone, and a column
// of another type is refused by name.
func TestOtherColumns(t *testing.T) {
	rows := sample(20)
	stakes := func(p *publish.Published) (n int, facts int, err error) {
		err = EachAnomaly(p, func(r *Row) {
			if r.AtStake == rows[n].AtStake && r.ClaimID == rows[n].ClaimID {
				n++
			}
			facts += len(r.Facts)
		})
		return n, facts, err
	}
	f := func(tab *parquet.Table[Row], wantFacts int, wantErr string) *publish.Published {
		t.Helper()
		p := folderWith(t, tab, rows)
		n, facts, err := stakes(p)
		switch {
		case wantErr == "" && (err != nil || n != len(rows) || facts != wantFacts):
			t.Errorf("got %d rows with %d facts, %v; want %d with %d", n, facts, err, len(rows), wantFacts)
		case wantErr != "" && (!errors.Is(err, publish.ErrForeign) || !strings.Contains(err.Error(), wantErr)):
			t.Errorf("got %v; want %q", err, wantErr)
		}
		return p
	}
	whole := f(anomalies(run), 2*len(rows), "")
	older := f(without(anomalies(run), "facts"), 0, "")
	newer := anomalies(run)
	newer.Columns = append(newer.Columns, parquet.Text("more", func(*Row) string { return "more" }))
	f(newer, 2*len(rows), "")

	changed := without(anomalies(run), "amount_at_stake")
	changed.Columns = append(changed.Columns, parquet.Int("amount_at_stake", func(r *Row) int64 { return int64(r.AtStake) }))
	f(changed, 0, `got column "amount_at_stake INT64 INT_64 REQUIRED 0/0"; want "amount_at_stake INT64 DECIMAL(12,2) REQUIRED 0/0"`)

	nullable := without(anomalies(run), "claim_id")
	nullable.Columns = append(nullable.Columns, parquet.Text("claim_id", func(r *Row) string { return r.ClaimID }).Nullable())
	f(nullable, 2*len(rows), "")

	columns := []string{"claim_id", "facts", "item", "none"}
	if got, want := Common(whole, older, publish.AnomaliesFile, columns), []string{"claim_id", "item"}; !slices.Equal(got, want) {
		t.Errorf("got %q; want %q", got, want)
	}
}
