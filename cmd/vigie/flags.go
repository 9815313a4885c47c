package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/pipeline"
	"vigie/pipeline/dataset"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
)

// dayFlag is a flag that takes a day.
type dayFlag struct{ day *civil.Day }

func (f dayFlag) String() string {
	if f.day == nil {
		return ""
	}
	return f.day.String()
}
func (dayFlag) Type() string { return "day" }
func (f dayFlag) Set(s string) error {
	d, ok := civil.ParseDay([]byte(s))
	if !ok {
		return fmt.Errorf("got %q; want a day such as 2026-03-01", s)
	}
	*f.day = d
	return nil
}

// today is the civil day of the machine's clock: for what is printed about the program itself, and for streams of claims without --as-of.
func today() civil.Day {
	y, m, d := time.Now().Date()
	return civil.Date(y, m, d)
}

// encodingFlag is a flag that takes the encoding of CSV files.
type encodingFlag struct{ encoding *tablefile.Encoding }

func (f encodingFlag) String() string {
	if f.encoding == nil {
		return ""
	}
	return f.encoding.String()
}
func (encodingFlag) Type() string { return "name" }
func (f encodingFlag) Set(s string) (err error) {
	*f.encoding, err = tablefile.ParseEncoding(strings.ToLower(s))
	return err
}

// instantsFlag adds the flag that says what Parquet timestamps mean that say they are instants.
func instantsFlag(c *cobra.Command, to *tablefile.Instants) {
	c.Flags().Var(instantsValue{to}, "instants",
		"Parquet timestamps that say they are instants (UTC): local (civil time was meant) or utc (civil time at the place of pick-up; "+
			"without its postcode a record is rejected where the day is not the same all over France); refused by default")
	complete(c, "instants", "local", "utc")
}

type instantsValue struct{ instants *tablefile.Instants }

func (f instantsValue) String() string {
	if f.instants == nil {
		return ""
	}
	return f.instants.String()
}
func (instantsValue) Type() string { return "reading" }
func (f instantsValue) Set(s string) (err error) {
	*f.instants, err = tablefile.ParseInstants(strings.ToLower(s))
	return err
}

// sizeFlag is a flag that takes an amount of memory, in bytes or with a unit.
type sizeFlag struct{ bytes *int64 }

// units of memory, the longest first.
var units = []struct {
	suffix string
	bytes  int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"G", 1 << 30}, {"M", 1 << 20}, {"K", 1 << 10}, {"", 1}}

func (f sizeFlag) String() string {
	if f.bytes == nil || *f.bytes == 0 {
		return ""
	}
	for _, u := range units {
		if *f.bytes%u.bytes == 0 {
			return strconv.FormatInt(*f.bytes/u.bytes, 10) + u.suffix
		}
	}
	return ""
}
func (sizeFlag) Type() string { return "size" }
func (f sizeFlag) Set(s string) error {
	for _, u := range units {
		number, ok := strings.CutSuffix(s, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(number, 10, 32)
		if err != nil || n <= 0 || n*u.bytes < smallestMemory {
			break
		}
		*f.bytes = n * u.bytes
		return nil
	}
	return fmt.Errorf("got %q; want an amount such as 512MiB or 2GiB, at least 1MiB", s)
}

// smallestMemory is the least with which groups can be brought together at all.
const smallestMemory = 1 << 20

// rejectsFlag is a flag that takes a number of records, or a share of them with a percent sign.
type rejectsFlag struct{ limit *pipeline.RejectLimit }

func (f rejectsFlag) String() string { return "" }
func (rejectsFlag) Type() string     { return "N or %" }
func (f rejectsFlag) Set(s string) error {
	number, percent := strings.CutSuffix(s, "%")
	n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	if err != nil || n < 0 || percent && n > 100 {
		return fmt.Errorf("got %q; want a number of records such as 100, or a share such as 2%%", s)
	}
	*f.limit = pipeline.RejectLimit{Set: true, Percent: percent, N: n}
	return nil
}

// layoutFlag adds the flag that names the layout of claim files.
func layoutFlag(c *cobra.Command, layout *string) {
	c.Flags().StringVar(layout, "layout", dataset.Auto, "layout of the claim files: "+strings.Join(dataset.Layouts(), ", "))
	complete(c, "layout", dataset.Layouts()...)
}

func checkLayout(layout string) error {
	if !slices.Contains(dataset.Layouts(), layout) {
		return fmt.Errorf("%w: --layout: got %q; want %s", errUsage, layout, strings.Join(dataset.Layouts(), ", "))
	}
	return nil
}
