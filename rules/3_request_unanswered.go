package rules

import (
	"cmp"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R147-8 3°: no answer, or an incomplete one, to a request of the control service. The text sets no period: the request itself
// says by when it is to be answered.
var requestUnanswered = Rule{
	ID:      "3-request-unanswered",
	Title:   Title{"Demande de contrôle sans réponse", "Control request not answered"},
	Item:    law.Item3,
	InForce: law.PenaltyArticle,
	Needs:   []string{"control_requests", "control_requests.due_on", "control_requests.answered_on", "control_requests.complete"},
	About: &About{
		Judge: func(in *Inquiry) {
			each(in, "control_requests", in.Registers.ControlRequests, func(q *claim.ControlRequest) {
				in.Report(Conduct{
					SubjectID: q.SubjectID, Object: q.RequestID, Verdict: unanswered(in, q),
					From: cmp.Or(q.SentOn, q.ReceivedOn, q.DueOn), To: q.DueOn, Occurrences: 1,
				}, requestFacts(q, in)...)
			})
		},
		Finds: []string{"request_id", "sent_on", "received_on", "due_on", "answered_on", "complete", "as_of"},
	},
	FR:    "Demande de contrôle (date d'envoi : {sent_on}) à laquelle il fallait répondre le {due_on} au plus tard : pas de réponse complète au {as_of} (réponse reçue : {answered_on}).",
	EN:    "Control request (sent on: {sent_on}) to be answered by {due_on}: no complete answer as of {as_of} (answer received: {answered_on}).",
	Tests: "A request of the control has a complete answer by the day on which it was due.",
	Over:  "An answer that was not entered yet; a request that no control needed; access that was refused for a good reason.",
	Under: "A complete answer that came late: whether it was abusively late is for a person. An answer that is complete and false.",
}

// unanswered is the verdict on a request as of the day of the run. A complete answer counts whenever it came.
func unanswered(in *Inquiry, q *claim.ControlRequest) Verdict {
	answered := q.AnsweredOn.Known() && q.AnsweredOn <= in.AsOf
	switch {
	case answered && q.Complete == claim.Yes:
		return Compliant
	case !q.DueOn.Known():
		in.Lacks("control_requests.due_on")
	case in.AsOf <= q.DueOn:
		return NotApplicable
	case !q.AnsweredOn.Known():
		in.Lacks("control_requests.answered_on")
	case answered && q.Complete == 0:
		in.Lacks("control_requests.complete")
	}
	return Review
}

func requestFacts(q *claim.ControlRequest, in *Inquiry) []Found {
	const of = "control_requests"
	return []Found{
		{"request_id", of, plain(q.RequestID)}, {"sent_on", of, dayValue(q.SentOn)}, {"received_on", of, dayValue(q.ReceivedOn)}, {"due_on", of, dayValue(q.DueOn)},
		{"answered_on", of, answeredValue(q)}, {"complete", of, flagValue(q.Complete == claim.Yes)},
		{"as_of", "parameter", dayValue(in.AsOf)},
	}
}

func answeredValue(q *claim.ControlRequest) Value {
	if v := dayValue(q.AnsweredOn); v.Raw != "" {
		return v
	}
	return Value{"none", "aucune", "none"}
}
