package findings

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"

	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// ruleNamed is the rule of an id. One that this program does not know is known by its id alone.
func ruleNamed(known map[string]*rules.Rule, id string) *rules.Rule {
	if known[id] == nil {
		if known[id] = rules.ByID(id); known[id] == nil {
			known[id] = &rules.Rule{ID: id}
		}
	}
	return known[id]
}

func verdictNamed(name string) rules.Verdict {
	if name == rules.Anomaly.String() {
		return rules.Anomaly
	}
	return rules.Review
}

// EachAnomaly reads anomalies.parquet in its order: of each finding the claim, the bill, what the rule says and whoever sent the
// bill; neither patient nor driver.
func EachAnomaly(p *publish.Published, see func(*Row)) error {
	known := map[string]*rules.Rule{}
	t := newRows(p, publish.AnomaliesFile)
	rule, item, verdict, basis := t.column("rule_id"), t.column("item"), t.column("verdict"), t.column("legal_basis")
	kind, claimID, subjectKind, subjectID := t.column("claim_kind"), t.column("claim_id"), t.column("subject_kind"), t.column("subject_id")
	service, day := t.column("service"), t.column("service_date")
	billed, reimbursed, stake := t.column("amount_billed"), t.column("amount_reimbursed"), t.column("amount_at_stake")
	facts, fr, en := t.column("facts"), t.column("message_fr"), t.column("message_en")
	suppressed, until := t.column("suppressed"), t.column("suppressed_until")
	return t.each(func() {
		r := Row{Suppressed: Suppression{On: t.Flag(suppressed), Until: t.Day(until)}}
		r.Rule, r.Item, r.Verdict = ruleNamed(known, t.Text(rule)), t.Text(item), verdictNamed(t.Text(verdict))
		r.LegalBasis = t.texts(basis)
		r.Kind, r.ClaimID, r.SubjectKind, r.SubjectID = kindNamed(t.Text(kind)), t.Text(claimID), t.Text(subjectKind), t.Text(subjectID)
		r.Service, r.Day = t.Text(service), t.Day(day)
		r.Billed, r.Reimbursed, r.Paid, r.AtStake = t.Cents(billed), t.Cents(reimbursed), !t.IsNull(reimbursed), t.Cents(stake)
		r.Facts, r.FR, r.EN = t.Facts(facts, nil), t.Text(fr), t.Text(en)
		see(&r)
	})
}

func kindNamed(name string) claim.Kind {
	if name == claim.Care.String() {
		return claim.Care
	}
	return claim.Transport
}

// EachConduct reads conduct.parquet in its order, without the facts.
func EachConduct(p *publish.Published, see func(*Conduct)) error {
	known := map[string]*rules.Rule{}
	t := newRows(p, publish.ConductFile)
	rule, item, verdict := t.column("rule_id"), t.column("item"), t.column("verdict")
	subjectKind, subjectID := t.column("subject_kind"), t.column("subject_id")
	from, to, occurrences, stake := t.column("period_from"), t.column("period_to"), t.column("occurrences"), t.column("amount_at_stake")
	fr, en, suppressed, until := t.column("message_fr"), t.column("message_en"), t.column("suppressed"), t.column("suppressed_until")
	return t.each(func() {
		r := Conduct{Suppressed: Suppression{On: t.Flag(suppressed), Until: t.Day(until)}}
		r.Rule, r.Item, r.Verdict = ruleNamed(known, t.Text(rule)), t.Text(item), verdictNamed(t.Text(verdict))
		r.SubjectKind, r.SubjectID = t.Text(subjectKind), t.Text(subjectID)
		r.From, r.To, r.Occurrences, r.AtStake = t.Day(from), t.Day(to), t.Int(occurrences), t.Cents(stake)
		r.FR, r.EN = t.Text(fr), t.Text(en)
		see(&r)
	})
}

// StandingConduct is a row of conduct.parquet as a later night compares it: what it rests on, and since when.
type StandingConduct struct {
	ID    string
	Basis uint64    // as BasisOf gives it
	Since civil.Day // zero where the folder does not tell
}

// EachStandingConduct reads conduct.parquet in its order, as a later night compares it.
func EachStandingConduct(p *publish.Published, see func(StandingConduct)) error {
	t := newRows(p, publish.ConductFile)
	id, facts, since := t.column("conduct_id"), t.column("facts"), t.column("stands_since")
	verdict, occurrences, stake := t.column("verdict"), t.column("occurrences"), t.column("amount_at_stake")
	var shown []rules.Shown
	return t.each(func() {
		shown = t.Facts(facts, shown[:0])
		see(StandingConduct{t.Text(id), basisOf(t.Text(verdict), t.Int(occurrences), t.Cents(stake), shown), t.Day(since)})
	})
}

// BasisOf is a hash of what a row rests on: its facts, its occurrences and its amount. It stays from night to night while these do; the day of
// the run is none of them.
func BasisOf(c *Conduct) uint64 {
	return basisOf(c.Verdict.String(), c.Occurrences, c.AtStake, c.Facts)
}

func basisOf(verdict string, occurrences int64, stake claim.Cents, facts []rules.Shown) uint64 {
	b := putText(nil, verdict)
	b = binary.AppendVarint(binary.AppendVarint(b, occurrences), int64(stake))
	for i := range facts {
		if f := &facts[i]; f.Name != "as_of" {
			b = putText(putText(putText(b, f.Name), f.Value), f.Source)
		}
	}
	return xxhash.Sum64(b)
}

// WithdrawnID names a finding that is withdrawn: its id, and the run that told it.
type WithdrawnID struct{ AnomalyID, ToldBy string }

// EachWithdrawn reads withdrawn.parquet in its order.
func EachWithdrawn(p *publish.Published, see func(*WithdrawnID)) error {
	t := newRows(p, publish.WithdrawnFile)
	id, by := t.column("anomaly_id"), t.column("told_by")
	return t.each(func() { see(&WithdrawnID{t.Text(id), t.Text(by)}) })
}

// EachCoverage reads coverage.parquet in its order.
func EachCoverage(p *publish.Published, see func(Coverage)) error {
	t := newRows(p, publish.CoverageFile)
	rule, item, blamed := t.column("rule_id"), t.column("item"), t.column("blamed")
	compliant, anomaly, review := t.column("compliant"), t.column("anomaly"), t.column("review")
	notApplicable, insufficient, lifted := t.column("not_applicable"), t.column("insufficient_data"), t.column("lifted")
	return t.each(func() {
		see(Coverage{
			RuleID: t.Text(rule), Item: t.Text(item), Compliant: t.Int(compliant), Anomaly: t.Int(anomaly), Review: t.Int(review),
			NotApplicable: t.Int(notApplicable), InsufficientData: t.Int(insufficient), Lifted: t.Int(lifted), Blamed: t.blamed(blamed),
		})
	})
}

// EachReject reads of rejects.parquet where each record stands and which column was at fault, and nothing of the record.
func EachReject(p *publish.Published, see func(*Reject)) error {
	t := newRows(p, publish.RejectsFile)
	file, line, column := t.column("file"), t.column("line"), t.column("column")
	return t.each(func() { see(&Reject{File: t.Text(file), Line: t.Int(line), Column: t.Text(column)}) })
}
