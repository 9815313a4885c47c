package findings

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Row is one row of anomalies.parquet: a finding, where its claim stands, and what time and the suppressions make of it.
type Row struct {
	rules.Finding

	SourceFile string // relative to the dataset folder
	SourceLine int64

	WithinRecovery claim.Flag // three years from payment, at the run's as-of day; not known where nothing was paid
	WithinPenalty  bool       // five years from the facts
	Suppressed     Suppression
}

// Suppression is a row of suppressions.csv that covers a finding. The finding is written all the same, and marked.
type Suppression struct {
	On     bool
	Reason string
	Until  civil.Day
}

// AnomalyID is the finding's name over the nights, 32 hex digits: it depends on the kind of claim, the claim and the rule.
func AnomalyID(kind claim.Kind, claimID, ruleID string) string {
	return identity(kind.String(), claimID, ruleID)
}

// identity hashes parts, each behind its length, so that no two lists of parts give the same bytes.
func identity(parts ...string) string {
	var room [256]byte
	all := room[:0]
	for _, p := range parts {
		all = append(binary.BigEndian.AppendUint64(all, uint64(len(p))), p...)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:16])
}

// CreateAnomalies begins anomalies.parquet. runID is 32 hex digits.
func CreateAnomalies(path, runID string) (*Writer[Row], error) {
	return create(path, anomalies(runID), defaultLimits)
}

func anomalies(runID string) *table[Row] {
	return &table[Row]{
		name: AnomaliesFile,
		columns: []column[Row]{
			texts("anomaly_id", func(r *Row) string { return AnomalyID(r.Kind, r.ClaimID, r.Rule.ID) }).distinct(),
			texts("run_id", func(*Row) string { return runID }),
			texts("rule_id", func(r *Row) string { return r.Rule.ID }),
			texts("item", func(r *Row) string { return r.Item }).nullable(),
			lists("legal_basis", func(r *Row) []string { return r.LegalBasis }),
			texts("verdict", func(r *Row) string { return r.Verdict.String() }),
			texts("claim_kind", func(r *Row) string { return r.Kind.String() }),
			texts("claim_id", func(r *Row) string { return r.ClaimID }).distinct(),
			texts("invoice_id", func(r *Row) string { return r.InvoiceID }).nullable(),
			texts("subject_kind", func(r *Row) string { return r.SubjectKind }).nullable(),
			texts("subject_id", func(r *Row) string { return r.SubjectID }).nullable(),
			texts("patient_id", func(r *Row) string { return r.PatientID }).nullable(),
			texts("prescriber_id", func(r *Row) string { return r.PrescriberID }).nullable(),
			texts("plate", func(r *Row) string { return r.Plate }).nullable(),
			texts("driver_id", func(r *Row) string { return r.DriverID }).nullable(),
			texts("service", func(r *Row) string { return r.Service }).nullable(),
			days("service_date", func(r *Row) civil.Day { return r.Day }),
			amounts("amount_billed", func(r *Row) claim.Cents { return r.Billed }),
			amountsIf("amount_reimbursed", func(r *Row) (claim.Cents, bool) { return r.Reimbursed, r.Paid }),
			amounts("amount_at_stake", func(r *Row) claim.Cents { return r.AtStake }),
			lists("related_claim_ids", func(r *Row) []string { return r.Related }).distinct(),
			factLists("facts", func(r *Row) []rules.Shown { return r.Facts }),
			lists("exceptions_examined", func(r *Row) []string { return r.Examined }),
			texts("message_fr", func(r *Row) string { return r.FR }),
			texts("message_en", func(r *Row) string { return r.EN }),
			flagsIf("within_recovery_period", func(r *Row) claim.Flag { return r.WithinRecovery }),
			flags("within_penalty_period", func(r *Row) bool { return r.WithinPenalty }),
			flags("suppressed", func(r *Row) bool { return r.Suppressed.On }),
			texts("suppressed_reason", func(r *Row) string { return r.Suppressed.Reason }).nullable(),
			days("suppressed_until", func(r *Row) civil.Day { return r.Suppressed.Until }).nullable(),
			texts("source_file", func(r *Row) string { return r.SourceFile }),
			counts("source_line", func(r *Row) int64 { return r.SourceLine }),
		},
		weigh: func(r *Row) int {
			return len(r.FR) + len(r.EN) + textBytes(r.LegalBasis) + textBytes(r.Related) + textBytes(r.Examined) + factBytes(r.Facts)
		},
		place: func(r *Row) string { return fmt.Sprintf("%s:%d", r.SourceFile, r.SourceLine) },
	}
}

func textBytes(list []string) int {
	n := 0
	for _, s := range list {
		n += len(s) + 4
	}
	return n
}

func factBytes(facts []rules.Shown) int {
	n := 0
	for _, f := range facts {
		n += len(f.Name) + len(f.Value) + len(f.Source) + 12
	}
	return n
}
