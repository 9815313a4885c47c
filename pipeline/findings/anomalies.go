package findings

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Row is one row of anomalies.parquet: a finding, where its claim stands, whether the periods have passed and whether it is suppressed.
type Row struct {
	rules.Finding

	SourceFile string // relative to the dataset folder
	SourceLine int64  // line of the record, or row of a Parquet file, from 1

	// At the run's as-of day: WithinRecovery is yes for three years from payment, then no, which is "past them, save for fraud"; not known
	// where nothing was paid. WithinPenalty is yes for five years from the facts, then not known: they count from the day on which the
	// fund knew or should have known, which the data do not tell. It is never no.
	WithinRecovery claim.Flag
	WithinPenalty  claim.Flag
	Suppressed     Suppression
}

// Suppression is a row of suppressions.csv that covers a finding. The finding is written all the same, and marked.
type Suppression struct {
	On     bool
	Reason string
	Until  civil.Day
}

// AnomalyID is the id of a finding, 32 hex digits, the same on every night: it depends on the kind of claim, its id and the rule alone.
func AnomalyID(kind claim.Kind, claimID, ruleID string) string {
	return identity(kind.String(), claimID, ruleID)
}

// identity hashes parts, each behind its length, so that no two lists of parts give the same bytes.
func identity(parts ...string) string {
	var buffer [256]byte
	all := buffer[:0]
	for _, p := range parts {
		all = append(binary.BigEndian.AppendUint64(all, uint64(len(p))), p...)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:16])
}

// CreateAnomalies begins anomalies.parquet. runID is 32 hex digits.
func CreateAnomalies(path, runID string) (*parquet.Writer[Row], error) {
	return parquet.Create(path, anomalies(runID), parquet.DefaultLimits)
}

func anomalies(runID string) *parquet.Table[Row] {
	return &parquet.Table[Row]{
		Name: publish.AnomaliesFile,
		Columns: []parquet.Column[Row]{
			parquet.Text("anomaly_id", func(r *Row) string { return AnomalyID(r.Kind, r.ClaimID, r.Rule.ID) }).NoDictionary(),
			parquet.Text("run_id", func(*Row) string { return runID }),
			parquet.Text("rule_id", func(r *Row) string { return r.Rule.ID }),
			parquet.Text("item", func(r *Row) string { return r.Item }).Nullable(),
			parquet.TextList("legal_basis", func(r *Row) []string { return r.LegalBasis }),
			parquet.Text("verdict", func(r *Row) string { return r.Verdict.String() }),
			parquet.Text("claim_kind", func(r *Row) string { return r.Kind.String() }),
			parquet.Text("claim_id", func(r *Row) string { return r.ClaimID }).NoDictionary(),
			parquet.Text("invoice_id", func(r *Row) string { return r.InvoiceID }).Nullable(),
			parquet.Text("subject_kind", func(r *Row) string { return r.SubjectKind }).Nullable(),
			parquet.Text("subject_id", func(r *Row) string { return r.SubjectID }).Nullable(),
			parquet.Text("patient_id", func(r *Row) string { return r.PatientID }).Nullable(),
			parquet.Text("prescriber_id", func(r *Row) string { return r.PrescriberID }).Nullable(),
			parquet.Text("plate", func(r *Row) string { return r.Plate }).Nullable(),
			parquet.Text("driver_id", func(r *Row) string { return r.DriverID }).Nullable(),
			parquet.Text("service", func(r *Row) string { return r.Service }).Nullable(),
			parquet.Date("service_date", func(r *Row) civil.Day { return r.Day }),
			parquet.Cents("amount_billed", func(r *Row) claim.Cents { return r.Billed }),
			parquet.OptionalCents("amount_reimbursed", func(r *Row) (claim.Cents, bool) { return r.Reimbursed, r.Paid }),
			parquet.Cents("amount_at_stake", func(r *Row) claim.Cents { return r.AtStake }),
			parquet.TextList("related_claim_ids", func(r *Row) []string { return r.Related }).NoDictionary(),
			// The distinct claims of which related_claim_ids names the first rules.MostRelated; 0 on a finding without any. See
			// rules.GroupRuling for the one kind of finding on which it is a lower bound.
			parquet.Int32("related_count", func(r *Row) int64 { return int64(r.RelatedCount) }),
			factList("facts", func(r *Row) []rules.Shown { return r.Facts }),
			parquet.TextList("exceptions_examined", func(r *Row) []string { return r.Examined }),
			parquet.Text("message_fr", func(r *Row) string { return r.FR }),
			parquet.Text("message_en", func(r *Row) string { return r.EN }),
			parquet.OptionalFlag("within_recovery_period", func(r *Row) claim.Flag { return r.WithinRecovery }),
			parquet.OptionalFlag("within_penalty_period", func(r *Row) claim.Flag { return r.WithinPenalty }),
			parquet.Bool("suppressed", func(r *Row) bool { return r.Suppressed.On }),
			parquet.Text("suppressed_reason", func(r *Row) string { return r.Suppressed.Reason }).Nullable(),
			parquet.Date("suppressed_until", func(r *Row) civil.Day { return r.Suppressed.Until }).Nullable(),
			parquet.Text("source_file", func(r *Row) string { return r.SourceFile }),
			parquet.Int("source_line", func(r *Row) int64 { return r.SourceLine }),
		},
		Weight: func(r *Row) int {
			return len(r.FR) + len(r.EN) + textBytes(r.LegalBasis) + textBytes(r.Related) + textBytes(r.Examined) + factBytes(r.Facts)
		},
		Position: func(r *Row) string { return fmt.Sprintf("%s:%d", r.SourceFile, r.SourceLine) },
	}
}

// factList is a column of facts.
func factList[R any](name string, of func(*R) []rules.Shown) parquet.Column[R] {
	return parquet.StructList(name, of,
		parquet.Text("name", func(f *rules.Shown) string { return f.Name }),
		parquet.Text("value", func(f *rules.Shown) string { return f.Value }),
		parquet.Text("source", func(f *rules.Shown) string { return f.Source }))
}

func textBytes(list []string) int {
	n := 0
	for _, s := range list {
		n += len(s) + 4
	}
	return n
}

func factBytes(list []rules.Shown) int {
	n := 0
	for _, f := range list {
		n += len(f.Name) + len(f.Value) + len(f.Source) + 12
	}
	return n
}
