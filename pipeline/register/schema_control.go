package register

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

var controlRequests = schema[claim.ControlRequest]{
	name: "control_requests",
	columns: []column[claim.ControlRequest]{
		may("request_id", func(r *claim.ControlRequest, c *cell) { r.RequestID = c.name() }),
		must("subject_id", func(r *claim.ControlRequest, c *cell) { r.SubjectID = c.name() }),
		may("sent_on", func(r *claim.ControlRequest, c *cell) { r.SentOn = c.day() }),
		may("received_on", func(r *claim.ControlRequest, c *cell) { r.ReceivedOn = c.day() }),
		may("due_on", func(r *claim.ControlRequest, c *cell) { r.DueOn = c.day() }),
		may("answered_on", func(r *claim.ControlRequest, c *cell) { r.AnsweredOn = c.dayOr(civil.Never) }),
		may("complete", func(r *claim.ControlRequest, c *cell) { r.Complete = c.flag() }),
		may("purpose", func(r *claim.ControlRequest, c *cell) { r.Purpose = c.name() }),
	},
	key: by(func(r *claim.ControlRequest) string { return r.SubjectID }),
}

var agreementPeriods = schema[claim.AgreementPeriod]{
	name: "agreement_periods",
	columns: []column[claim.AgreementPeriod]{
		must("subject_id", func(p *claim.AgreementPeriod, c *cell) { p.SubjectID = c.name() }),
		may("item", func(p *claim.AgreementPeriod, c *cell) { p.Item = c.name() }),
		may("number", func(p *claim.AgreementPeriod, c *cell) { p.Number = c.count() }),
		may("valid_from", func(p *claim.AgreementPeriod, c *cell) { p.ValidFrom = c.day() }),
		may("valid_to", func(p *claim.AgreementPeriod, c *cell) { p.ValidTo = c.dayOr(civil.Open) }),
	},
	key: by(func(p *claim.AgreementPeriod) string { return p.SubjectID }),
}

var targets = schema[claim.Target]{
	name: "targets",
	columns: []column[claim.Target]{
		must("subject_id", func(t *claim.Target, c *cell) { t.SubjectID = c.name() }),
		may("item", func(t *claim.Target, c *cell) { t.Item = c.name() }),
		may("indicator", func(t *claim.Target, c *cell) {
			t.Indicator = word(c, claim.ReadIndicator, "count, amount, duration or rate")
		}),
		may("baseline", func(t *claim.Target, c *cell) { t.Baseline = c.measure() }),
		may("objective", func(t *claim.Target, c *cell) { t.Objective = c.measure() }),
		may("valid_from", func(t *claim.Target, c *cell) { t.ValidFrom = c.day() }),
		may("valid_to", func(t *claim.Target, c *cell) { t.ValidTo = c.dayOr(civil.Open) }),
		may("result", func(t *claim.Target, c *cell) { t.Result = c.measure() }),
	},
	key: by(func(t *claim.Target) string { return t.SubjectID }),
}

var professions = schema[claim.Profession]{
	name: "professions",
	columns: []column[claim.Profession]{
		must("subject_id", func(p *claim.Profession, c *cell) { p.SubjectID = c.name() }),
		may("profession", func(p *claim.Profession, c *cell) { p.Profession = c.name() }),
		may("area", func(p *claim.Profession, c *cell) { p.Area = c.name() }),
		may("activity", func(p *claim.Profession, c *cell) { p.Activity = c.count() }),
	},
	key: by(func(p *claim.Profession) string { return p.SubjectID }),
}

var procedures = schema[claim.Procedure]{
	name: "procedures",
	columns: []column[claim.Procedure]{
		may("procedure_id", func(p *claim.Procedure, c *cell) { p.ProcedureID = c.name() }),
		must("subject_id", func(p *claim.Procedure, c *cell) { p.SubjectID = c.name() }),
		may("step", func(p *claim.Procedure, c *cell) { p.Step = c.name() }),
		may("happened_on", func(p *claim.Procedure, c *cell) { p.HappenedOn = c.day() }),
	},
	key: by(func(p *claim.Procedure) string { return p.SubjectID }),
}

// Nothing is set aside without someone who answers for it, a reason and an end.
var suppressions = schema[claim.Suppression]{
	name: "suppressions",
	columns: []column[claim.Suppression]{
		must("scope", func(s *claim.Suppression, c *cell) {
			s.Scope = word(c, claim.ReadScope, "claim, subject or rule")
		}),
		may("key", func(s *claim.Suppression, c *cell) { s.Key = c.name() }),
		may("rule_id", func(s *claim.Suppression, c *cell) { s.RuleID = c.name() }),
		insist("reason", func(s *claim.Suppression, c *cell) { s.Reason = c.name() }),
		insist("owner", func(s *claim.Suppression, c *cell) { s.Owner = c.name() }),
		insist("until", func(s *claim.Suppression, c *cell) { s.Until = c.day() }),
	},
	key:   by(func(s *claim.Suppression) string { return s.Key }),
	check: checkSuppression,
}

// checkSuppression refuses a suppression of everything. That of a rule may name it in either column.
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
