package publish

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Counts of a layout stand beside the others in the JSON, and come back from it; so do those of a manifest of format 1.
func TestNamedCounts(t *testing.T) {
	in := Input{Path: "ER_PRS_F.csv", Kind: "care", Records: 5, Claims: 1, Layout: NamedCounts{"left_out": 1, "joined": 3}}
	text, err := json.Marshal(in)
	const want = `{"path":"ER_PRS_F.csv","kind":"care","sha256":"","bytes":0,"records":5,"claims":1,"cancelled":0,"rejects":0,"joined":3,"left_out":1}`
	if err != nil || string(text) != want {
		t.Errorf("got %s, %v; want %s", text, err, want)
	}
	var back Input
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, in) {
		t.Errorf("got %+v, %v; want %+v", back, err, in)
	}
	in.Layout["unknown_service"] = 0 // is not written
	if text, err = json.Marshal(in); err != nil || string(text) != want {
		t.Errorf("got %s, %v; want %s", text, err, want)
	}
	c := Counts{Read: 7, Claims: 6, ReversalWithoutOriginal: 1, Layout: NamedCounts{"unknown_service": 1}}
	if text, err = json.Marshal(c); err != nil {
		t.Fatal(err)
	}
	var counts Counts
	if err := json.Unmarshal(text, &counts); err != nil || !reflect.DeepEqual(counts, c) {
		t.Errorf("got %+v, %v from %s; want %+v", counts, err, text, c)
	}
	if text, _ = json.Marshal(Counts{}); string(text) != `{"read":0,"claims":0,"context":0,"cancelled":0,"rejected":0,"earlier":0,"cancelled_earlier":0}` {
		t.Errorf("without a layout's counts: got %s", text)
	}
}
