package pipeline

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"vigie/pipeline/dcir"
)

// mostRejects is how many rejects a survey shows.
const mostRejects = 10

// Print writes the survey for a person.
func (s *Survey) Print(w io.Writer) error {
	var b strings.Builder
	for i := range s.files {
		f := &s.files[i]
		fmt.Fprintf(&b, "%s: %d records, %d claims, %d cancelled, %d rejected%s\n", f.name, f.records(), f.claims+f.context, f.cancelled, f.rejected, f.others())
		columns(&b, f.columns.Found, f.columns.Missing, f.columns.Unknown)
	}
	s.printJoin(&b)
	if len(s.Registers) == 0 {
		b.WriteString("no registers\n")
	}
	for _, r := range s.Registers {
		fmt.Fprintf(&b, "register %s: %d rows, %d rejected", r.Name, r.Rows, r.Rejected)
		if !r.Complete {
			b.WriteString(", a local extract: a key that it lacks proves nothing")
		}
		b.WriteByte('\n')
		columns(&b, nil, r.Missing, r.Unknown)
	}
	if len(s.Stray) > 0 {
		fmt.Fprintf(&b, "no register is named after: %s\n", strings.Join(s.Stray, ", "))
	}
	shown := s.rejects[:min(len(s.rejects), mostRejects)]
	for _, r := range shown {
		fmt.Fprintf(&b, "reject %s line %d: %s %s\n", r.File, r.Line, r.Column, r.Reason)
	}
	if more := s.Rejected - int64(len(shown)); more > 0 {
		fmt.Fprintf(&b, "and %d more rejects\n", more)
	}
	s.printRules(&b)
	for _, advice := range s.Advice {
		b.WriteString(advice + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printJoin tells how the DCIR tables found each other, and which of their transports have no claims.
func (s *Survey) printJoin(b *strings.Builder) {
	for _, m := range s.Matches {
		if m.Rows == 0 {
			continue
		}
		of := m.Of.String()
		if m.Of == dcir.Acts {
			of += " (transports)"
		}
		fmt.Fprintf(b, "%s: %d of %d rows (%d %%) find their key in %s\n", of, m.Found, m.Rows, m.Found*100/m.Rows, m.In)
	}
	for _, nature := range slices.Sorted(maps.Keys(s.Services)) {
		fmt.Fprintf(b, "unknown_service PRS_NAT_REF %s: %d acts\n", nature, s.Services[nature])
	}
	if s.Unpaired > 0 {
		fmt.Fprintf(b, "reversal_without_original: %d acts\n", s.Unpaired)
	}
}

func columns(b *strings.Builder, found, missing, unknown []string) {
	for _, list := range []struct {
		word  string
		names []string
	}{{"found", found}, {"missing", missing}, {"unknown", unknown}} {
		if len(list.names) > 0 {
			fmt.Fprintf(b, "  columns %s: %s\n", list.word, strings.Join(list.names, ", "))
		}
	}
}

// printRules tells what share of the claims in its scope each rule could decide, and what it lacked for the others.
func (s *Survey) printRules(b *strings.Builder) {
	fmt.Fprintf(b, "could decide, of the claims in scope among %d looked at:\n", s.Sampled)
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for i := range s.Coverage {
		c := &s.Coverage[i]
		percent, any := Decided(c)
		share := "no claim in scope"
		if any {
			share = fmt.Sprintf("%d %%", percent)
		}
		var why []string
		blamed := blamed(*c)
		slices.SortStableFunc(blamed, func(a, b blame) int { return int(b.Claims - a.Claims) })
		for _, x := range blamed {
			why = append(why, fmt.Sprintf("%s (%d)", x.What, x.Claims))
		}
		line := "  " + c.Rule.ID + "\t" + share
		if len(why) > 0 {
			line += "\tlacks " + strings.Join(why, ", ")
		}
		fmt.Fprintln(table, line)
	}
	table.Flush()
}

// others tells of the rows of a DCIR table that are no claims of their own.
func (n *fileCount) others() (text string) {
	for _, o := range []struct {
		n    int64
		what string
	}{{n.joinedRows, "joined"}, {n.leftOut, "left out"}, {n.unknownService, "of unknown services"}} {
		if o.n > 0 {
			text += fmt.Sprintf(", %d %s", o.n, o.what)
		}
	}
	return text
}
