package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"

	"github.com/rs/zerolog"
)

// What a register holds that cannot be read waits on disk, however much it is: in memory stay the first few, for messages.
func TestRegisterRejectsWaitOnDisk(t *testing.T) {
	dir, spill := t.TempDir(), filepath.Join(t.TempDir(), "spill")
	const records = 500
	raw := func(i int) string { return fmt.Sprintf("%d,%s", i, strings.Repeat("x", 2000)) } // a column too few
	var patients bytes.Buffer
	patients.WriteString("patient_id,born_on,died_on\n")
	for i := range records {
		patients.WriteString(raw(i) + "\n")
	}
	if err := os.MkdirAll(filepath.Join(dir, dataset.RegistersFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"registers/patients.csv": patients.String(), "transports.csv": "claim_id\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := setUp(Options{Dir: dir, Workers: 2}, zerolog.Nop(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.loadRegisters(t.Context(), spill); err != nil {
		t.Fatal(err)
	}
	defer r.unread.Close()
	if held := len(r.registers.Rejects()) + len(r.unread.first); held > mostRejects || r.unread.n != records {
		t.Errorf("got %d of %d rejects in memory; want at most %d of %d", held, r.unread.n, mostRejects, records)
	}
	i := 0
	for bad, err := range r.unread.each() {
		if err != nil {
			t.Fatal(err)
		}
		if want := (findings.Reject{File: "registers/patients.csv", Line: int64(i + 2)}); bad.File != want.File || bad.Line != want.Line || string(bad.Raw) != raw(i) {
			t.Fatalf("reject %d: got %s line %d, %d bytes; want %s line %d, %d bytes", i, bad.File, bad.Line, len(bad.Raw), want.File, want.Line, len(raw(i)))
		}
		i++
	}
	if i != records {
		t.Errorf("got %d rejects back; want %d", i, records)
	}
}
