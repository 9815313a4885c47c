package tablefile

import (
	"bytes"
	"fmt"
)

// sniffBytes is how much of a file is examined to tell text from other content.
const sniffBytes = 64 << 10

var byteOrderMark = []byte{0xef, 0xbb, 0xbf}

// magic is how files of other formats begin.
var magic = []struct{ bytes, kind string }{
	{"PK\x03\x04", "a zip archive or an office document"},
	{"PK\x05\x06", "an empty zip archive"},
	{"\x7fELF", "a program (ELF)"},
	{"%PDF-", "a PDF document"},
	{"\x1f\x8b", "gzip data"},
	{"\x28\xb5\x2f\xfd", "zstd data"},
	{"PAR1", "Parquet data"},
	{"BZh", "bzip2 data"},
	{"\xfd7zXZ", "xz data"},
	{"ARROW1", "Arrow data"},
	{"SQLite format 3", "an SQLite database"},
	{"\xd0\xcf\x11\xe0", "an old office document"},
	{"\xff\xfe", "UTF-16 text"},
	{"\xfe\xff", "UTF-16 text"},
	{"<!DOCTYPE", "an HTML page"},
	{"<html", "an HTML page"},
	{"<?xml", "an XML document"},
}

// formatOf names the format of a file that begins so; empty for text.
func formatOf(b []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(b, []byte(m.bytes)) {
			return m.kind
		}
	}
	return ""
}

// describeFound describes a format for a message, and data without a known format.
func describeFound(kind string, b []byte) string {
	switch {
	case kind != "":
		return kind
	case len(b) == 0:
		return "an empty file"
	}
	return "data of another kind"
}

// isWide says whether every second byte of the first line is zero: UTF-16 without the mark that it should begin with.
func isWide(b []byte) bool {
	const fewest = 8
	line := firstLine(b)
	var zeros [2]int
	for i, c := range line {
		if c == 0 {
			zeros[i%2]++
		}
	}
	return len(line) >= fewest && max(zeros[0], zeros[1]) >= len(line)/2-1 && min(zeros[0], zeros[1]) == 0
}

// mostZeros is how many bytes of text there are to a zero byte at least: a damaged line of a text has some, other data have many.
const mostZeros = 64

// sniff refuses what is not CSV text, by the beginning of the file. A zero byte in the header, or many of them, are binary data; another
// costs the line in which it stands.
func sniff(b []byte) error {
	kind := formatOf(b)
	zeros := bytes.Count(b, []byte{0})
	switch {
	case kind != "":
	case isWide(b):
		kind = "UTF-16 text"
	case zeros*mostZeros > len(b), zeros > 0 && bytes.IndexByte(firstLine(b), 0) >= 0:
		kind = "binary data (a zero byte)"
	case bytes.IndexByte(bytes.TrimRight(firstLine(b), "\r"), '\r') >= 0:
		kind = "lines that end with CR alone, as on old Macintoshes"
	}
	if kind != "" || len(b) == 0 {
		return fmt.Errorf("%w: got %s; want CSV text with a header, in UTF-8, and lines that end with LF or CRLF", ErrNotATable, describeFound(kind, b))
	}
	return nil
}
