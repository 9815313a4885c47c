package rules

import (
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Finding is a flagged claim as an analyst sees it. It owns its strings.
type Finding struct {
	Rule         *Rule
	Verdict      Verdict
	Item         string   // empty where R147-8 does not name the biller, or the rule has another basis
	LegalBasis   []string // citations, the item's own last
	Kind         claim.Kind
	ClaimID      string
	InvoiceID    string
	SubjectKind  string // operator, provider, prescriber
	SubjectID    string
	PatientID    string
	PrescriberID string
	Plate        string
	DriverID     string
	Service      string // service of a trip, kind of care of an act
	Day          civil.Day
	PaidOn       civil.Day // zero where not paid yet
	Billed       claim.Cents
	Reimbursed   claim.Cents
	Paid         bool // whether Reimbursed is known
	AtStake      claim.Cents
	Related      []string // other claims of the finding
	Facts        []Shown
	Examined     []string // exceptions that did not lift it
	FR, EN       string

	Occurrence string // what the finding is one occurrence of, where repetition counts; empty elsewhere
	Earlier    bool   // of an earlier night
}

// Counts says whether the finding counts where its like are repeated: R147-8 minds that, and somebody would answer for it.
func (f *Finding) Counts() bool { return f.Occurrence != "" && f.Item != "" && f.SubjectID != "" }

// Light is the finding without what only an analyst reads: enough to see it repeated.
func (f *Finding) Light() *Finding {
	return &Finding{
		Rule: f.Rule, Verdict: f.Verdict, Item: f.Item, LegalBasis: f.LegalBasis, Kind: f.Kind, ClaimID: f.ClaimID,
		SubjectKind: f.SubjectKind, SubjectID: f.SubjectID, Day: f.Day, AtStake: f.AtStake, Occurrence: f.Occurrence,
	}
}

// Earlier is what a later night knows of a finding that counts: enough to see it repeated.
func Earlier(r *Rule, c *claim.Claim, subjectKind, subjectID, occurrence string, atStake claim.Cents) *Finding {
	return &Finding{
		Rule: r, Verdict: Review, Item: string(r.Item), LegalBasis: r.basis(true), Kind: c.Kind, ClaimID: strings.Clone(c.ClaimID),
		SubjectKind: subjectKind, SubjectID: subjectID, Day: c.Day(), AtStake: atStake, Occurrence: occurrence, Earlier: true,
	}
}

// Shown is a fact as it is printed: name, value, and where the value was read.
type Shown struct{ Name, Value, Source string }

// Describe tells a ruling to an analyst. It reads the case anew and is called for flagged rulings only.
func Describe(c *claim.Case, r Ruling, found ...Found) Finding {
	rule, line := r.Rule, c.Identity()
	f := Finding{
		Rule: rule, Verdict: r.Verdict, Kind: line.Kind,
		ClaimID: strings.Clone(line.ClaimID), InvoiceID: strings.Clone(line.InvoiceID), PatientID: strings.Clone(line.PatientID),
		SubjectKind: line.BillerKind, SubjectID: strings.Clone(line.BillerID), PrescriberID: strings.Clone(line.PrescriberID),
		Plate: strings.Clone(line.Plate), DriverID: strings.Clone(line.DriverID), Service: line.Service,
		Day: line.Day, PaidOn: line.PaidOn, Billed: line.Billed, Reimbursed: line.Reimbursed, Paid: line.Paid,
		AtStake: line.AtStake,
	}
	if rule.Answers == Prescriber {
		f.SubjectKind, f.SubjectID = "prescriber", f.PrescriberID
	}
	f.LegalBasis = rule.basis(line.Liberal)
	if line.Liberal {
		f.Item = string(rule.Item)
	}
	if rule.Stake != nil {
		f.AtStake = rule.Stake(c)
	}
	f.Occurrence = rule.Repeats.occurrence(&line)
	for i, e := range rule.Unless {
		if r.Examined>>i&1 != 0 {
			f.Examined = append(f.Examined, e.Name)
		}
	}
	f.Facts = facts(c, rule, found)
	f.FR, f.EN = sentences(c, rule, found)
	return f
}
