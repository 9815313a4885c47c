package findings

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// sample makes rows of every kind of emptiness; the same n gives the same rows.
func sample(n int) []Row {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]Row, n)
	for i := range rows {
		row := &rows[i]
		row.Finding = rules.Finding{
			Rule: noPrescription, Verdict: rules.Review + rules.Verdict(r.IntN(2)), LegalBasis: []string{"CSS R322-10-1", "CSS R147-8 2° g (2018-07-29)"},
			Kind: claim.Kind(r.IntN(2)), ClaimID: fmt.Sprintf("L%09d-%x", i, r.Uint64()), SubjectKind: "operator", SubjectID: fmt.Sprint("T", r.IntN(50)),
			PatientID: fmt.Sprintf("P%x", r.Uint64()), Day: civil.Date(2025, 1, 1) + civil.Day(r.IntN(365)),
			Billed: claim.Cents(r.IntN(50000)), AtStake: claim.Cents(r.IntN(50000)),
			FR: "facturé le " + fmt.Sprint(i) + ", sans prescription", EN: "billed as " + fmt.Sprint(i) + ", no prescription",
			Facts: []rules.Shown{{Name: "service", Value: "taxi", Source: "claim"}, {Name: "kilomètres", Value: fmt.Sprint(r.IntN(300)), Source: "claim"}},
		}
		if r.IntN(2) == 0 {
			row.Item, row.InvoiceID, row.Plate, row.DriverID, row.Service = "2° g", fmt.Sprint("F", i/3), "AB123CD", "D1", "taxi"
		}
		if r.IntN(3) == 0 {
			row.Reimbursed, row.Paid, row.PaidOn = row.Billed/2, true, row.Day+30
			row.WithinRecovery = claim.No + claim.Flag(r.IntN(2))
		}
		for range r.IntN(4) {
			row.Related = append(row.Related, fmt.Sprint("R", r.IntN(1000)))
		}
		row.RelatedCount = int32(len(row.Related) * (1 + r.IntN(100)))
		if r.IntN(5) == 0 {
			row.Examined = []string{"emergency on the claim"}
			row.Suppressed = Suppression{On: true, Reason: "déjà examiné", Until: civil.Date(2026, 12, 31)}
		}
		if r.IntN(2) == 0 {
			row.WithinPenalty = claim.Yes
		}
		row.SourceFile, row.SourceLine = "transports.csv", int64(i+2)
	}
	return rows
}

// shown is the cell that data.md wants, as flatten prints it.
func shown(r *Row, name string) string {
	text := func(s string) string {
		if s == "" {
			return "null"
		}
		return s
	}
	quoted := func(list []string) string { return fmt.Sprintf("%q", append([]string{}, list...)) }
	switch name {
	case "anomaly_id":
		return AnomalyID(r.Kind, r.ClaimID, r.Rule.ID)
	case "run_id":
		return run
	case "rule_id":
		return r.Rule.ID
	case "item":
		return text(r.Item)
	case "legal_basis":
		return quoted(r.LegalBasis)
	case "verdict":
		return r.Verdict.String()
	case "claim_kind":
		return r.Kind.String()
	case "claim_id":
		return r.ClaimID
	case "invoice_id":
		return text(r.InvoiceID)
	case "subject_kind":
		return text(r.SubjectKind)
	case "subject_id":
		return text(r.SubjectID)
	case "patient_id":
		return text(r.PatientID)
	case "prescriber_id":
		return text(r.PrescriberID)
	case "plate":
		return text(r.Plate)
	case "driver_id":
		return text(r.DriverID)
	case "service":
		return text(r.Service)
	case "service_date":
		return r.Day.String()
	case "amount_billed":
		return r.Billed.String()
	case "amount_reimbursed":
		if !r.Paid {
			return "null"
		}
		return r.Reimbursed.String()
	case "amount_at_stake":
		return r.AtStake.String()
	case "related_claim_ids":
		return quoted(r.Related)
	case "related_count":
		return fmt.Sprint(r.RelatedCount)
	case "facts":
		var parts []string
		for _, fact := range r.Facts {
			parts = append(parts, fact.Name, fact.Value, fact.Source)
		}
		return quoted(parts)
	case "exceptions_examined":
		return quoted(r.Examined)
	case "message_fr":
		return r.FR
	case "message_en":
		return r.EN
	case "within_recovery_period":
		return text(r.WithinRecovery.String())
	case "within_penalty_period":
		return text(r.WithinPenalty.String())
	case "suppressed":
		return fmt.Sprint(r.Suppressed.On)
	case "suppressed_reason":
		return text(r.Suppressed.Reason)
	case "suppressed_until":
		return text(r.Suppressed.Until.String())
	case "source_file":
		return r.SourceFile
	case "source_line":
		return fmt.Sprint(r.SourceLine)
	}
	return "no case of shown"
}

// readArrow reads a file with the library that wrote it.
func readArrow(t *testing.T, path string) (arrow.Table, int) {
	t.Helper()
	r, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fr, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	tbl, err := fr.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return tbl, r.NumRowGroups()
}

// flatten prints the cells of a column.
func flatten(c *arrow.Chunked) []string {
	var cells []string
	for _, chunk := range c.Chunks() {
		for i := range chunk.Len() {
			cells = append(cells, cell(chunk, i))
		}
	}
	return cells
}

func cell(a arrow.Array, i int) string {
	if a.IsNull(i) {
		return "null"
	}
	switch a := a.(type) {
	case *array.Decimal128:
		return claim.Cents(a.Value(i).LowBits()).String()
	case *array.Date32:
		return civil.FromUnix32(int32(a.Value(i))).String()
	case *array.List:
		start, end := a.ValueOffsets(i)
		parts := []string{}
		for j := int(start); j < int(end); j++ {
			if s, ok := a.ListValues().(*array.Struct); ok {
				for k := range s.NumField() {
					parts = append(parts, cell(s.Field(k), j))
				}
				continue
			}
			parts = append(parts, cell(a.ListValues(), j))
		}
		return fmt.Sprintf("%q", parts)
	case *array.Binary:
		return string(a.Value(i))
	}
	return a.ValueStr(i)
}
