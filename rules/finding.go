package rules

import (
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Finding is a flagged claim as an analyst sees it. Its strings do not change with the claim; its lists are shared and only read.
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
func (f *Finding) CountsForRepetition() bool {
	return f.Occurrence != "" && f.Item != "" && f.SubjectID != ""
}

// Light is the finding without what only an analyst reads: enough to see it repeated, and kept apart from the others.
func (f *Finding) Light() *Finding {
	return &Finding{
		Rule: f.Rule, Verdict: f.Verdict, Item: f.Item, LegalBasis: f.LegalBasis, Kind: f.Kind, ClaimID: strings.Clone(f.ClaimID),
		SubjectKind: f.SubjectKind, SubjectID: strings.Clone(f.SubjectID), Day: f.Day, AtStake: f.AtStake, Occurrence: f.Occurrence,
	}
}

// Earlier is what a later night knows of a finding that counts: enough to see it repeated.
func EarlierFinding(r *Rule, c *claim.Claim, subjectKind, subjectID, occurrence string, atStake claim.Cents) *Finding {
	return &Finding{
		Rule: r, Verdict: Review, Item: string(r.Item), LegalBasis: r.basis(true), Kind: c.Kind, ClaimID: strings.Clone(c.ClaimID),
		SubjectKind: subjectKind, SubjectID: subjectID, Day: c.Day(), AtStake: atStake, Occurrence: occurrence, Earlier: true,
	}
}

// Shown is a fact as it is printed: name, value, and where the value was read.
type Shown struct{ Name, Value, Source string }
