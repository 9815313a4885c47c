package claimfile

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// readAll reads the claims and rejects of a file, with texts of their own.
func readAll(path string, kind claim.Kind, o tablefile.Options) (claims []claim.Claim, rejects []Reject, err error) {
	f, err := Open(path, kind, o)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	for {
		c, err := f.Next()
		if err == io.EOF {
			return claims, rejects, nil
		}
		if err != nil {
			return claims, rejects, err
		}
		var one claim.Claim
		c.Each(&one, func(Position) { claims = append(claims, keep(one)) }, func(r Reject) { rejects = append(rejects, r.Clone()) })
		c.Release()
	}
}

// keep copies a claim with its strings.
func keep(c claim.Claim) claim.Claim {
	for _, s := range []*string{&c.ClaimID, &c.Cancels, &c.InvoiceID, &c.BillerID, &c.PatientID, &c.PrescriptionID, &c.AccidentID, &c.CardID,
		&c.CardReadPostcode, &c.Plate, &c.DriverID, &c.AttendantID, &c.DriverName, &c.AttendantName, &c.DeparturePostcode, &c.ArrivalPostcode,
		&c.DepartureFacility, &c.ArrivalFacility, &c.TariffCodes, &c.ProviderPostcode, &c.ActCode, &c.FacilityID, &c.PackCode} {
		*s = strings.Clone(*s)
	}
	return c
}

// The committed files, what is wrong with each, and what it gives. A reject is "line column: reason".
func TestFixtures(t *testing.T) {
	read := func(file string, kind claim.Kind, o tablefile.Options) (string, []string, error) {
		claims, rejects, err := readAll(filepath.Join("..", "..", "fixtures", "claimfile", file), kind, o)
		var ids, reasons []string
		for _, c := range claims {
			ids = append(ids, c.ClaimID)
		}
		for _, r := range rejects {
			if r.File != file {
				t.Errorf("%s: got a reject of %s", file, r.File)
			}
			reasons = append(reasons, fmt.Sprintf("%d %s: %s", r.Line, r.Column, r.Reason))
		}
		return strings.Join(ids, " "), reasons, err
	}
	good := func(file string, encoding tablefile.Encoding, kind claim.Kind, ids string, rejects ...string) {
		t.Helper()
		for _, size := range []int{1, 100, 0} {
			gotIDs, got, err := read(file, kind, tablefile.Options{Encoding: encoding, ChunkSize: size})
			if err != nil || gotIDs != ids {
				t.Errorf("%s: got claims %s, %v; want %s", file, gotIDs, err, ids)
			}
			if diff := cmp.Diff(rejects, got); diff != "" {
				t.Errorf("%s:\n%s", file, diff)
			}
		}
	}
	bad := func(file string, kind claim.Kind, want error, says string) {
		t.Helper()
		_, _, err := read(file, kind, tablefile.Options{})
		if !errors.Is(err, want) || !strings.HasPrefix(err.Error(), "cannot read "+file+": ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v; want %v, %s", file, err, want, says)
		}
	}
	const utf8, transport, care = tablefile.UTF8, claim.Transport, claim.Care

	// A gzip file without its second half.
	bad("truncated.csv.gz", transport, tablefile.ErrCorrupt, "unexpected EOF")
	// The first bytes of a program.
	bad("binary.csv", transport, tablefile.ErrNotATable, "got a program (ELF); want CSV text with a header")
	// An empty file.
	bad("empty.csv", transport, tablefile.ErrNotATable, "got an empty file")
	// A header without records.
	good("header_only.csv", utf8, transport, "")
	// RENÉ in Latin-1: a reject as UTF-8, a claim where the encoding is given.
	good("latin1.csv", utf8, transport, "C2", "2 : got bytes that are no UTF-8; want UTF-8, or --encoding windows-1252")
	good("latin1.csv", tablefile.Windows1252, transport, "C1 C2")
	// Semicolons between the cells.
	good("semicolon.csv", utf8, transport, "C1 C2")
	// A byte order mark, CRLF line ends and an empty line.
	good("bom_crlf.csv", utf8, transport, "C1 C2")
	// A note, which is no column of the contract, with a newline; a name with a doubled quote and a comma. A name with a newline is a quote
	// that was never closed, and so it costs its line, and the next one, which is no record.
	good("quoted_newline.csv", utf8, transport, "C1 C2 C4", "5 : got a quote that is still open at the end of the line; want a closing quote on it", "6 : got 3 fields; want 10")
	// A quote that opens on line 3 and never closes: only that line is lost.
	good("open_quote.csv", utf8, transport, "C1 C3 C4", "3 : got a quote that is still open at the end of the line; want a closing quote on it")
	// Line 3 has too few cells, line 4 too many.
	good("ragged.csv", utf8, transport, "C1 C4", "3 : got 3 fields; want 9", "4 : got 10 fields; want 9")
	// Text after a closing quote.
	good("after_quote.csv", utf8, transport, "C2", "2 driver_name: got text after a closing quote; want a delimiter or the line's end")
	// The column of the amount has another name.
	bad("missing_column.csv", transport, ErrMissingColumn, `got columns claim_id, operator_id, operator_kind, patient_id, service, `+
		`driver_name, departed_at, arrived_at, and unknown ones "amount"; want also amount_billed`)
	// The same name twice.
	bad("repeated_column.csv", transport, tablefile.ErrNotATable, "got the same column name at places 1 and 8")
	// No header: the first line is a claim and must not be shown.
	bad("headerless.csv", transport, ErrMissingColumn, "got 9 columns, none by a name of the contract; want also claim_id, operator_id, "+
		"operator_kind, patient_id, service, departed_at, amount_billed")
	// A cell that cannot be read, on every line but the last.
	const moment = "a date-time such as 2025-03-01T08:30 or 01/03/2025 08:30, without a zone"
	good("bad_cells.csv", utf8, transport, "C11",
		`2 departed_at: got a cell like 99/99/99 99:99; want `+moment,
		`3 departed_at: got a cell like 9999-99-99; want `+moment,
		`4 : got 10 fields; want 9`,
		`5 amount_billed: got a cell like aaaaaa; want euros with at most 2 decimals`,
		`6 service: got a cell like aaaaaaaaa; want ambulance, vsl, taxi, public_transport, scheduled_plane, scheduled_boat, private_vehicle or escort`,
		`7 arrived_at: got a cell like 99:99; want `+moment+`, or an hour alone`,
		`8 amount_billed: got an empty cell; want euros with at most 2 decimals`,
		`9 patient_id: got an empty cell; want a text`,
		`10 departed_at: got a cell like 9999-99-99a99:99; want `+moment,
		`11 amount_billed: got a cell like 9.999; want euros with at most 2 decimals`)
	// An act with a time, one with a day, one with neither.
	good("care_no_day.csv", utf8, care, "A1 A2", "4 performed_at: got no day of the act; want performed_at or performed_on")
	// Acts of a file without either column.
	bad("care_missing_column.csv", care, ErrMissingColumn, "want also performed_at or performed_on")
}
