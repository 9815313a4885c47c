package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The names of the files tell their layout; an input is what Pass reads, in its order.
func TestOpen(t *testing.T) {
	open := func(layout string, files []string) (inputs, order []string, err error) {
		t.Helper()
		dir := t.TempDir()
		for _, name := range files {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d, err := Open(Options{Dir: dir, Layout: layout})
		if err != nil {
			return nil, nil, err
		}
		for _, in := range d.Inputs() {
			inputs = append(inputs, in.Name)
		}
		return inputs, d.files(), nil
	}
	f := func(layout, files, wantInputs, wantOrder string) {
		t.Helper()
		inputs, order, err := open(layout, strings.Fields(files))
		if err != nil || !slices.Equal(inputs, strings.Fields(wantInputs)) || !slices.Equal(order, strings.Fields(wantOrder)) {
			t.Errorf("%s of %s: got inputs %v of files %v, error %v; want %s of %s", layout, files, inputs, order, err, wantInputs, wantOrder)
		}
	}
	f("", "transports_b.csv transports_a.parquet care.csv.gz x.csv", "care.csv.gz transports_a.parquet transports_b.csv",
		"care.csv.gz transports_a.parquet transports_b.csv")
	f(Auto, "transports.csv TRANSPORTS.CSV transports.CSV", "TRANSPORTS.CSV transports.CSV transports.csv", "TRANSPORTS.CSV transports.CSV transports.csv")
	f(Auto, "ER_PRS_F.csv ER_DTR_F.csv ER_TRS_F.csv care.csv", "ER_PRS_F ER_TRS_F care.csv", "ER_DTR_F.csv ER_PRS_F.csv ER_TRS_F.csv care.csv")
	// Whoever extracts the tables may have a system that knows no lower case.
	f(Auto, "ER_PRS_F.CSV er_dtr_f.Csv.GZ Er_Trs_F.PARQUET", "ER_PRS_F ER_TRS_F", "ER_PRS_F.CSV Er_Trs_F.PARQUET er_dtr_f.Csv.GZ")
	// A layout that is asked for leaves the transports of the other aside, and takes its care.
	f("canonical", "transports.csv ER_PRS_F.csv", "transports.csv", "transports.csv")
	f("dcir", "transports.csv ER_PRS_F.csv care.csv", "ER_PRS_F ER_TRS_F care.csv", "ER_PRS_F.csv care.csv")

	refused := func(layout, files, want string) {
		t.Helper()
		if _, _, err := open(layout, strings.Fields(files)); !errors.Is(err, ErrNoClaims) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s of %s: got %v; want %v with %q", layout, files, err, ErrNoClaims, want)
		}
	}
	refused("", "", "an empty folder")
	refused("", "transports.txt", "got transports.txt; want transports* or care*, or the DCIR tables")
	refused("", "transports.csv ER_PRS_F.csv", "got both ER_PRS_F.csv and transports.csv")
	refused("dcir", "transports.csv care.csv", "got transports.csv; want the DCIR tables")
	refused("canonical", "ER_PRS_F.csv", "got ER_PRS_F.csv; want transports* or care*, as")
}
