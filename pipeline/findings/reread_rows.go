package findings

import (
	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"

	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// cells are some rows of a table, by column. Its methods give the zero value where a cell is null.
type cells struct {
	rows    int
	columns map[string]arrow.Array
}

func (c cells) text(name string, row int) string {
	a := c.columns[name].(*array.String)
	if a.IsNull(row) {
		return ""
	}
	return a.Value(row)
}

func (c cells) number(name string, row int) int64 { return c.columns[name].(*array.Int64).Value(row) }

func (c cells) flag(name string, row int) bool { return c.columns[name].(*array.Boolean).Value(row) }

func (c cells) day(name string, row int) civil.Day {
	a := c.columns[name].(*array.Date32)
	if a.IsNull(row) {
		return 0
	}
	return civil.FromUnix32(int32(a.Value(row)))
}

func (c cells) cents(name string, row int) (amount claim.Cents, known bool) {
	a := c.columns[name].(*array.Decimal128)
	if a.IsNull(row) {
		return 0, false
	}
	return claim.Cents(int64(a.Value(row).LowBits())), true
}

// members are the fields of a list of structs, and where the row's entries stand in them.
func (c cells) members(name string, row int) (fields *array.Struct, from, to int) {
	list := c.columns[name].(*array.List)
	start, end := list.ValueOffsets(row)
	return list.ListValues().(*array.Struct), int(start), int(end)
}

func (c cells) facts(name string, row int) []rules.Shown {
	fields, from, to := c.members(name, row)
	at := func(field, i int) string { return fields.Field(field).(*array.String).Value(i) }
	var list []rules.Shown
	for i := from; i < to; i++ {
		list = append(list, rules.Shown{Name: at(0, i), Value: at(1, i), Source: at(2, i)})
	}
	return list
}

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

// EachAnomaly reads anomalies.parquet in its order: of each finding what tells of the bill and of whoever sent it, neither
// patient nor driver. What the row points to holds until see returns.
func EachAnomaly(p *publish.Published, see func(*Row)) error {
	known := map[string]*rules.Rule{}
	columns := []string{
		"rule_id", "item", "verdict", "claim_kind", "claim_id", "subject_kind", "subject_id", "service", "service_date",
		"amount_billed", "amount_reimbursed", "amount_at_stake", "facts", "message_fr", "message_en", "suppressed", "suppressed_until",
	}
	return each(p, publish.AnomaliesFile, columns, func(c cells) {
		for i := range c.rows {
			r := Row{Suppressed: Suppression{On: c.flag("suppressed", i), Until: c.day("suppressed_until", i)}}
			r.Rule, r.Item, r.Verdict = ruleNamed(known, c.text("rule_id", i)), c.text("item", i), verdictNamed(c.text("verdict", i))
			if c.text("claim_kind", i) == claim.Care.String() {
				r.Kind = claim.Care
			}
			r.ClaimID, r.SubjectKind, r.SubjectID = c.text("claim_id", i), c.text("subject_kind", i), c.text("subject_id", i)
			r.Service, r.Day = c.text("service", i), c.day("service_date", i)
			r.Billed, _ = c.cents("amount_billed", i)
			r.Reimbursed, r.Paid = c.cents("amount_reimbursed", i)
			r.AtStake, _ = c.cents("amount_at_stake", i)
			r.Facts, r.FR, r.EN = c.facts("facts", i), c.text("message_fr", i), c.text("message_en", i)
			see(&r)
		}
	})
}

// EachConduct reads conduct.parquet in its order, without the facts. What the row points to holds until see returns.
func EachConduct(p *publish.Published, see func(*Conduct)) error {
	known := map[string]*rules.Rule{}
	columns := []string{
		"rule_id", "item", "verdict", "subject_kind", "subject_id", "period_from", "period_to", "occurrences", "amount_at_stake",
		"message_fr", "message_en", "suppressed", "suppressed_until",
	}
	return each(p, publish.ConductFile, columns, func(c cells) {
		for i := range c.rows {
			r := Conduct{Suppressed: Suppression{On: c.flag("suppressed", i), Until: c.day("suppressed_until", i)}}
			r.Rule, r.Item, r.Verdict = ruleNamed(known, c.text("rule_id", i)), c.text("item", i), verdictNamed(c.text("verdict", i))
			r.SubjectKind, r.SubjectID = c.text("subject_kind", i), c.text("subject_id", i)
			r.From, r.To, r.Occurrences = c.day("period_from", i), c.day("period_to", i), c.number("occurrences", i)
			r.AtStake, _ = c.cents("amount_at_stake", i)
			r.FR, r.EN = c.text("message_fr", i), c.text("message_en", i)
			see(&r)
		}
	})
}

// EachCoverage reads coverage.parquet in its order.
func EachCoverage(p *publish.Published, see func(Coverage)) error {
	columns := []string{"rule_id", "item", "compliant", "anomaly", "review", "not_applicable", "insufficient_data", "lifted", "blamed"}
	return each(p, publish.CoverageFile, columns, func(c cells) {
		for i := range c.rows {
			r := Coverage{
				RuleID: c.text("rule_id", i), Item: c.text("item", i),
				Compliant: c.number("compliant", i), Anomaly: c.number("anomaly", i), Review: c.number("review", i),
				NotApplicable: c.number("not_applicable", i), InsufficientData: c.number("insufficient_data", i), Lifted: c.number("lifted", i),
			}
			fields, from, to := c.members("blamed", i)
			for at := from; at < to; at++ {
				r.Blamed = append(r.Blamed, Blame{fields.Field(0).(*array.String).Value(at), fields.Field(1).(*array.Int64).Value(at)})
			}
			see(r)
		}
	})
}

// EachReject reads of rejects.parquet where each record stands and which column was at fault, and nothing of the record.
func EachReject(p *publish.Published, see func(*Reject)) error {
	return each(p, publish.RejectsFile, []string{"file", "line", "column"}, func(c cells) {
		for i := range c.rows {
			see(&Reject{File: c.text("file", i), Line: c.number("line", i), Column: c.text("column", i)})
		}
	})
}
