package claim

import "testing"

func TestPosition(t *testing.T) {
	f := func(file int, record int64, want uint64) {
		t.Helper()
		p := PackPosition(file, record)
		gotFile, gotRecord := UnpackPosition(p)
		if p != want || gotFile != file || gotRecord != record {
			t.Errorf("file %d, record %d: got %#x, and from it %d, %d; want %#x", file, record, p, gotFile, gotRecord, want)
		}
	}
	f(0, 0, 0)
	f(0, 1<<40-1, 0xff_ffff_ffff)
	f(1, 0, 0x100_0000_0000)
	f(MaxFiles-1, 7, 0x7fff_ff00_0000_0007)
}
