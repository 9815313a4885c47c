package rules

import (
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Finding is a flagged claim as an analyst sees it. Its strings outlive the claim; its lists may be shared with other findings
// and must not be changed.
type Finding struct {
	Rule         *Rule
	Verdict      Verdict
	Item         string   // empty where R147-8 does not name the biller, or the rule has another basis
	LegalBasis   []string // citations, that of the item last
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
	PaidOn       civil.Day // zero where it was not paid yet
	Billed       claim.Cents
	Reimbursed   claim.Cents
	Paid         bool // whether Reimbursed is known
	AtStake      claim.Cents
	Related      []string // ids of the other claims of the finding, the first MostRelated
	RelatedCount int32    // how many claims they are; see GroupRuling.Others
	Facts        []Shown
	Examined     []string // names of exceptions that were examined and did not hold
	FR, EN       string

	Occurrence string // names the occurrence that the finding is part of, where repetition counts; empty elsewhere
	Earlier    bool   // the claim is of an earlier night
}

// CountsForRepetition says whether repeated findings like this one are conduct: R147-8 requires repetition, and somebody would
// answer for it.
func (f *Finding) CountsForRepetition() bool {
	return f.Occurrence != "" && f.Item != "" && f.SubjectID != ""
}

// Light is the finding with only what Repeated needs.
func (f *Finding) Light() *Finding {
	return &Finding{
		Rule: f.Rule, Verdict: f.Verdict, Item: f.Item, LegalBasis: f.LegalBasis, Kind: f.Kind, ClaimID: strings.Clone(f.ClaimID),
		SubjectKind: f.SubjectKind, SubjectID: strings.Clone(f.SubjectID), Day: f.Day, AtStake: f.AtStake, Occurrence: f.Occurrence,
	}
}

// EarlierFinding is a finding of an earlier night with what Repeated needs.
func EarlierFinding(r *Rule, c *claim.Claim, subjectKind, subjectID, occurrence string, atStake claim.Cents) *Finding {
	return &Finding{
		Rule: r, Verdict: Review, Item: string(r.Item), LegalBasis: r.basisOn(slot(c.Kind, c.Service), c.Day()).withItem, Kind: c.Kind, ClaimID: strings.Clone(c.ClaimID),
		SubjectKind: subjectKind, SubjectID: subjectID, Day: c.Day(), AtStake: atStake, Occurrence: occurrence, Earlier: true,
	}
}

// Shown is a fact as it is printed: its name, its value, and where the value was read.
type Shown struct{ Name, Value, Source string }
