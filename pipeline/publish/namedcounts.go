package publish

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// NamedCounts are counts of records that only a layout of input files knows of, by name. In the manifest they stand among the other fields
// of what they belong to, so that another layout adds no field to this package.
type NamedCounts map[string]int64

type (
	plainInput  Input
	plainCounts Counts
)

// MarshalJSON writes the counts of the layout beside the others.
func (i Input) MarshalJSON() ([]byte, error) { return appendCounts(plainInput(i), i.Layout) }

// UnmarshalJSON takes numbers of other names for counts of the layout.
func (i *Input) UnmarshalJSON(text []byte) (err error) {
	i.Layout, err = readCounts(text, (*plainInput)(i), plainInput{})
	return err
}

// MarshalJSON writes the counts of the layout beside the others.
func (c Counts) MarshalJSON() ([]byte, error) { return appendCounts(plainCounts(c), c.Layout) }

// UnmarshalJSON takes numbers of other names for counts of the layout.
func (c *Counts) UnmarshalJSON(text []byte) (err error) {
	c.Layout, err = readCounts(text, (*plainCounts)(c), plainCounts{ReversalWithoutOriginal: 1})
	return err
}

// appendCounts writes fields as an object, with the counts that are not 0 behind them.
func appendCounts(fields any, counts NamedCounts) ([]byte, error) {
	text, err := json.Marshal(fields)
	more := maps.Clone(counts)
	maps.DeleteFunc(more, func(_ string, n int64) bool { return n == 0 })
	if err != nil || len(more) == 0 {
		return text, err
	}
	named, err := json.Marshal(more) // sorted by name
	return append(append(bytes.TrimSuffix(text, []byte("}")), ','), named[1:]...), err
}

// readCounts reads an object into fields, and gives the numbers under names that the sample of them does not have.
func readCounts(text []byte, fields, sample any) (more NamedCounts, err error) {
	if err := json.Unmarshal(text, fields); err != nil {
		return nil, err
	}
	var all, known map[string]json.RawMessage
	named, err := json.Marshal(sample)
	if err == nil {
		err = json.Unmarshal(named, &known)
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		var n int64
		if _, is := known[name]; !is && json.Unmarshal(all[name], &n) == nil {
			if more == nil {
				more = NamedCounts{}
			}
			more[name] = n
		}
	}
	return more, nil
}
