package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/rs/zerolog"
	"github.com/vbauerster/mpb/v8"
)

// terminal is where the program writes: results on out, events and errors on err.
type terminal struct {
	out    io.Writer
	err    *os.File                     // write to it through an escapingWriter
	raw    io.Writer                    // standard output without escapes, for streams that programs read
	format string                       // json or console; empty for console on a terminal, json elsewhere
	bars   atomic.Pointer[mpb.Progress] // shown on err now; nil for none
}

// logger writes events: JSON for cron, lines for a person at a terminal.
func (t *terminal) logger() (zerolog.Logger, error) {
	switch t.format {
	case "", "json", "console":
	default:
		return zerolog.Nop(), fmt.Errorf("%w: --log: got %q; want json or console", errUsage, t.format)
	}
	if t.console() {
		return zerolog.New(zerolog.ConsoleWriter{
			Out: aboveBars{t}, NoColor: os.Getenv("NO_COLOR") != "" || !isTerminal(t.err), TimeFormat: "15:04:05",
			FormatFieldValue: func(value any) string { return escape(fmt.Sprintf("%s", value)) }, // the colours come from the writer
		}).With().Timestamp().Logger(), nil
	}
	return zerolog.New(escapingWriter{aboveBars{t}}).With().Timestamp().Logger(), nil
}

// console says whether events are lines for a person.
func (t *terminal) console() bool {
	return t.format == "console" || t.format == "" && isTerminal(t.err)
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && info.Mode()&os.ModeDevice != 0 && f.Name() != os.DevNull
}

// dataWriter is standard output for a file of data, which is written unchanged; on a terminal, where a person reads it, it is escaped like
// any text.
func (t *terminal) dataWriter() *lineWriter {
	if h, ok := t.out.(escapingWriter); ok {
		if f, ok := h.w.(*os.File); ok && !isTerminal(f) {
			return &lineWriter{w: f}
		}
	}
	return &lineWriter{w: t.out}
}
