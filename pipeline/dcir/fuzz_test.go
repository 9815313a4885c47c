package dcir

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"vigie/pipeline/tablefile"
)

// Whatever the three files contain, the join does not panic, and every row is accounted for or the files are refused.
func FuzzJoin(f *testing.F) {
	f.Add([]byte(actHeader+"\n"+actLine(1, "4212;100.50;65.32;1;30;55;0;0")+"\n"+actLine(2, "3111;-1;-1;2;1;24;0;0")),
		[]byte(detailHeader+"\n"+keyed(1)+";1;21;12;101\n"+keyed(7)+";1;99;;"),
		[]byte(tripHeader+"\n"+keyed(1)+";1;2025-03-02;715;2359;75001;69001;ab-123-cd;MARTIN;10,5\n"+keyed(1)+";x;;0;;;;;;"))
	f.Add([]byte(actHeader), []byte(detailHeader), []byte("\"\n;"))
	f.Fuzz(func(t *testing.T, acts, details, trips []byte) {
		dir := t.TempDir()
		o := Options{Dir: dir, SpillDir: t.TempDir(), Memory: 1 << 20, Workers: 1, partitions: 2}
		for i, text := range [][]byte{acts, details, trips} {
			o.Names = append(o.Names, tableNames[i]+".csv")
			if err := os.WriteFile(filepath.Join(dir, o.Names[i]), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		j, err := Join(t.Context(), o)
		if err != nil {
			for _, refused := range []error{ErrMissingColumn, tablefile.ErrNotATable, tablefile.ErrLimit, tablefile.ErrCorrupt} {
				if errors.Is(err, refused) {
					return
				}
			}
			t.Fatal(err)
		}
		defer j.Close()
		j.Settle(nil)
		accounted(t, j)
	})
}
