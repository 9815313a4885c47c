package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/dataset"
	"vigie/pipeline/tablefile"
)

// RejectGroup is the rejects of a file that are at fault in the same column in the same way.
type RejectGroup struct {
	File, Column string // Column is empty where the whole record is at fault
	Fault        string // what was wrong, with the shape of the cell and nothing that it says
	Records      int64
	Line         int64  // of the first of them
	Remedy       string // what likely helps; empty where nothing is known

	follows bool // they are rejected only because others are
}

// rejectGroups gathers rejects into groups, in the order of their first.
type rejectGroups struct {
	list []RejectGroup
	at   map[[3]string]int
	more int64 // rejects of further groups
}

// mostGroups is how many groups are told apart.
const mostGroups = 1000

func (g *rejectGroups) add(r *tablefile.Reject) {
	key := [3]string{r.File, r.Column, r.Fault()}
	i, ok := g.at[key]
	switch {
	case ok:
		g.list[i].Records++
	case len(g.list) == mostGroups:
		g.more++
	default:
		if g.at == nil {
			g.at = map[[3]string]int{}
		}
		for j := range key {
			key[j] = strings.Clone(key[j])
		}
		g.at[key] = len(g.list)
		g.list = append(g.list, RejectGroup{File: key[0], Column: key[1], Fault: key[2], Records: 1, Line: r.Line, Remedy: remedyOf(r), follows: dataset.Follows(r)})
	}
}

// cause describes the first group, of those that others do not bring about where there are any.
func (g *rejectGroups) cause() string {
	i := max(0, slices.IndexFunc(g.list, func(one RejectGroup) bool { return !one.follows }))
	one := &g.list[i]
	text := fmt.Sprintf("first: %s line %d: %s", one.File, one.Line, one.Fault)
	if one.Remedy != "" {
		text += "; " + one.Remedy
	}
	return text
}

// remedies are what likely helps, by what the reason of a reject has in it. The first that fits counts.
var remedies = []struct {
	reason []string // parts of the reason, all of them
	do     string
}{
	{[]string{"no UTF-8"}, "read the file with --encoding windows-1252"},
	{[]string{"quote"}, "close the quote, or write it twice within a quoted cell"},
	{[]string{"zero byte"}, "export the file again: its line is half written, or not text"},
	{[]string{dataset.WithoutOriginal, "of the line itself"}, "fill cancels with the claim_id of the line that is taken back"},
	{[]string{dataset.WithoutOriginal}, "give the original too: audit finds one of an earlier night with --history"},
	{[]string{"an earlier row has with other values"}, "keep the row that is right: until then nothing is said of its key"},
	{[]string{"claim_id that stands before"}, "take away what was exported twice, or give each line a claim_id of its own"},
	{[]string{"negative amount"}, "fill cancels with the claim that the line cancels"},
	{[]string{dayWanted, "like 99/99/99;"}, "export years with four digits: 99 may be of two centuries"},
	{[]string{dayWanted, "like 9/9/99"}, "export days with two digits and years with four, as 2025-03-01"},
	{[]string{dayWanted, "like 99.99.9999"}, "export days as 2025-03-01 or 01/03/2025, not with points"},
	{[]string{dayWanted, "like 99-99-9999"}, "export days as 2025-03-01 or 01/03/2025: a day that comes first has slashes"},
	{[]string{dayWanted, ":99 aa"}, "export hours from 00:00 to 23:59, as 2025-03-01T20:30"},
	{[]string{dayWanted, "99/99/9999 9:99"}, "export hours with two digits, as 01/03/2025 08:30"},
	{[]string{dayWanted, "99/99/9999 99a99"}, "export hours with a colon, as 01/03/2025 08:30"},
	{[]string{dayWanted, "like 99/99/9999"}, "write the day before the month, as 01/03/2025"},
	{[]string{dayWanted, "like 9999/99/99"}, "export days as 2025-03-01, with hyphens"},
	{[]string{dayWanted, "9999-99-99", "99a;"}, "export civil time at the place of pick-up, without a zone"},
	{[]string{dayWanted, "9999-99-99", "+99"}, "export civil time at the place of pick-up, without a zone"},
	{[]string{"without a zone", "like 9999-99-99;"}, "export the hour too, as 2025-03-01T08:30"},
	{[]string{"without a zone", "like 9999-99-99"}, "export days that are in the calendar and hours from 00:00 to 23:59, without a part of a second"},
	{[]string{"want a day ", "like 9999-99-99;"}, "export days that are in the calendar"},
	{[]string{"want a day ", "like 9999-99-99"}, "export the day alone, as 2025-03-01"},
	{[]string{dayWanted, "like 99999999"}, "export days as 2025-03-01, with hyphens"},
	{[]string{dayWanted, "like 99999"}, "format the column as a day in the spreadsheet before it is exported: 99999 is its count of days"},
	{[]string{"want a decimal point"}, "a decimal comma: export numbers with a point, or put semicolons between cells"},
	{[]string{"euros"}, "export amounts as plain numbers such as 1234.50, without blanks, signs or the currency"},
	{[]string{"kilometres"}, "export distances as plain numbers such as 12.5, without blanks or the unit"},
	{[]string{"5 digits or letters"}, "export postcodes as texts of five digits"},
	{[]string{"true, false"}, "export true and false, 1 and 0, or oui and non"},
	{[]string{"act of its key"}, "see the rejects of ER_PRS_F first"},
	{[]string{"empty cells"}, "delete the empty rows below the table"},
	{[]string{"empty cell"}, "fill the column: every row must have it"},
}

// refusals are what likely helps against an error that keeps a file from being read, by what it has in it. The first that fits counts;
// other errors say themselves what is wanted.
var refusals = []struct{ part, do string }{
	{"got a named pipe", "write what comes through it into a file"},
	{"got a socket", "write what comes through it into a file"},
	{"got a device", "write what comes from it into a file"},
	{"got a folder; want a file", "a register is one file: put its parts together"},
	{"a folder that it stands in", "take the link away: what it leads to is read where it stands"},
	{"leads to no file", "put the file where the link leads to, or take the link away"},
	{"permission denied", "give the account that runs vigie the right to read it"},
	{"no such file", "put the file where the link or the option leads to, or take that away"},
	{"got both", "move the files of one layout to another folder, or name the layout with --layout"},
	{"no claim file", "name claim files transports… or care…, with a suffix of those"},
	{"cut or corrupt", "export or copy the file again: what is missing cannot be counted"},
	{"--encoding", "read the file with --encoding windows-1252"},
	{"got an empty file", "export the file again with its header, or take it away"},
	{"missing column", "export these columns too, or give them the names of the contract"},
	{"missing table", "put all three tables into the folder"},
	{"suppression without", "fill reason, owner and until in each row of suppressions"},
	{"not a table", "export the file again as CSV text or Parquet"},
}

// refusalRemedy is what likely helps against an error that keeps a file from being read; empty where nothing is known.
func refusalRemedy(err error) string {
	text := err.Error()
	for _, remedy := range refusals {
		if strings.Contains(text, remedy.part) {
			return remedy.do
		}
	}
	return ""
}

// dayWanted begins what is wanted of a cell that holds a day or a date-time.
const dayWanted = "want a da"

// remedyOf is what likely helps against a reject; empty where nothing is known.
func remedyOf(r *tablefile.Reject) string {
	var got, want int
	if n, _ := fmt.Sscanf(r.Reason, "got %d fields; want %d", &got, &want); n == 2 {
		return remedyOfFields(got, want)
	}
	for _, remedy := range remedies {
		if !slices.ContainsFunc(remedy.reason, func(part string) bool { return !strings.Contains(r.Reason, part) }) {
			return remedy.do
		}
	}
	return ""
}

// remedyOfFields is what likely helps where a line has another number of cells than the header.
func remedyOfFields(got, want int) string {
	switch {
	case got < want:
		return "the line is cut, or is none of the table, such as a total; where every line has one cell less, remove the delimiter behind the header"
	case want > 2 && (got-1)%(want-1) == 0:
		return "it has the cells of several lines: end lines with LF or CRLF, not with CR alone"
	case got == want+1:
		return "quote cells that hold the delimiter; where every line ends with one, put one behind the header too"
	}
	return "quote cells that hold the delimiter or a line break"
}
