package register

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

var controlRequestsSchema = rowSchema[claim.ControlRequest]{
	name: "control_requests",
	columns: []columnSpec[claim.ControlRequest]{
		optional("request_id", func(r *claim.ControlRequest, c *cellReader) { r.RequestID = c.text() }),
		required("subject_id", func(r *claim.ControlRequest, c *cellReader) { r.SubjectID = c.text() }),
		optional("sent_on", func(r *claim.ControlRequest, c *cellReader) { r.SentOn = c.day() }),
		optional("received_on", func(r *claim.ControlRequest, c *cellReader) { r.ReceivedOn = c.day() }),
		optional("due_on", func(r *claim.ControlRequest, c *cellReader) { r.DueOn = c.day() }),
		optional("answered_on", func(r *claim.ControlRequest, c *cellReader) { r.AnsweredOn = c.granted() }),
		optional("complete", func(r *claim.ControlRequest, c *cellReader) { r.Complete = c.flag() }),
		optional("purpose", func(r *claim.ControlRequest, c *cellReader) { r.Purpose = c.text() }),
	},
	key: keyParts(func(r *claim.ControlRequest) string { return r.SubjectID }),
}

var agreementPeriodsSchema = rowSchema[claim.AgreementPeriod]{
	name: "agreement_periods",
	columns: []columnSpec[claim.AgreementPeriod]{
		required("subject_id", func(p *claim.AgreementPeriod, c *cellReader) { p.SubjectID = c.text() }),
		optional("item", func(p *claim.AgreementPeriod, c *cellReader) { p.Item = c.text() }),
		optional("number", func(p *claim.AgreementPeriod, c *cellReader) { p.Number = c.count() }),
		optional("valid_from", func(p *claim.AgreementPeriod, c *cellReader) { p.ValidFrom = c.day() }),
		optional("valid_to", func(p *claim.AgreementPeriod, c *cellReader) { p.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(p *claim.AgreementPeriod) string { return p.SubjectID }),
}

var targetsSchema = rowSchema[claim.Target]{
	name: "targets",
	columns: []columnSpec[claim.Target]{
		required("subject_id", func(t *claim.Target, c *cellReader) { t.SubjectID = c.text() }),
		optional("item", func(t *claim.Target, c *cellReader) { t.Item = c.text() }),
		optional("indicator", func(t *claim.Target, c *cellReader) {
			t.Indicator = readWord(c, claim.ReadIndicator, "count, amount, duration or rate")
		}),
		optional("baseline", func(t *claim.Target, c *cellReader) { t.Baseline = c.measure() }),
		optional("objective", func(t *claim.Target, c *cellReader) { t.Objective = c.measure() }),
		optional("valid_from", func(t *claim.Target, c *cellReader) { t.ValidFrom = c.day() }),
		optional("valid_to", func(t *claim.Target, c *cellReader) { t.ValidTo = c.dayOr(civil.Open) }),
		optional("result", func(t *claim.Target, c *cellReader) { t.Result = c.measure() }),
	},
	key: keyParts(func(t *claim.Target) string { return t.SubjectID }),
}

var professionsSchema = rowSchema[claim.Profession]{
	name: "professions",
	columns: []columnSpec[claim.Profession]{
		required("subject_id", func(p *claim.Profession, c *cellReader) { p.SubjectID = c.text() }),
		optional("profession", func(p *claim.Profession, c *cellReader) { p.Profession = c.text() }),
		optional("area", func(p *claim.Profession, c *cellReader) { p.Area = c.text() }),
		optional("activity", func(p *claim.Profession, c *cellReader) { p.Activity = c.count() }),
	},
	key: keyParts(func(p *claim.Profession) string { return p.SubjectID }),
}

var proceduresSchema = rowSchema[claim.Procedure]{
	name: "procedures",
	columns: []columnSpec[claim.Procedure]{
		optional("procedure_id", func(p *claim.Procedure, c *cellReader) { p.ProcedureID = c.text() }),
		required("subject_id", func(p *claim.Procedure, c *cellReader) { p.SubjectID = c.text() }),
		optional("step", func(p *claim.Procedure, c *cellReader) { p.Step = c.text() }),
		optional("happened_on", func(p *claim.Procedure, c *cellReader) { p.HappenedOn = c.day() }),
	},
	key: keyParts(func(p *claim.Procedure) string { return p.SubjectID }),
}

// A suppression needs a reason, an owner and an end.
var suppressionsSchema = rowSchema[claim.Suppression]{
	name: "suppressions",
	columns: []columnSpec[claim.Suppression]{
		required("scope", func(s *claim.Suppression, c *cellReader) {
			s.Scope = readWord(c, claim.ReadScope, "claim, subject or rule")
		}),
		optional("key", func(s *claim.Suppression, c *cellReader) { s.Key = c.text() }),
		optional("rule_id", func(s *claim.Suppression, c *cellReader) { s.RuleID = c.text() }),
		mandatory("reason", func(s *claim.Suppression, c *cellReader) { s.Reason = c.text() }),
		mandatory("owner", func(s *claim.Suppression, c *cellReader) { s.Owner = c.text() }),
		mandatory("until", func(s *claim.Suppression, c *cellReader) { s.Until = c.dayOr(civil.Open) }),
	},
	key:   keyParts(func(s *claim.Suppression) string { return s.Key }),
	check: checkSuppression,
}

// checkSuppression rejects a suppression without a subject. The suppression of a rule may name the rule in either column.
func checkSuppression(s *claim.Suppression) (wrong string) {
	if s.Scope == claim.RuleScope {
		if s.RuleID == "" {
			s.RuleID = s.Key
		}
		if s.Key = ""; s.RuleID == "" {
			return "got neither a rule_id nor a key; want the rule"
		}
		return ""
	}
	if s.Key == "" {
		return "got no key; want the claim or the subject"
	}
	return ""
}
