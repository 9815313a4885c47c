package claim

import (
	"strings"

	"vigie/rules/civil"
)

// ControlRequest is a row of control_requests.csv: a request of the fund to a subject, and the answer.
type ControlRequest struct {
	RequestID  string
	SubjectID  string
	SentOn     civil.Day
	ReceivedOn civil.Day
	DueOn      civil.Day
	AnsweredOn civil.Day // civil.Never where no answer came
	Complete   Flag
	Purpose    string
}

// AgreementPeriod is a row of agreement_periods.csv: a subject put under prior agreement (mise sous accord préalable).
type AgreementPeriod struct {
	SubjectID string
	Item      string
	Number    int32 // 1 for the first period of the subject on the item
	ValidFrom civil.Day
	ValidTo   civil.Day
}

// Target is a row of targets.csv: an objective of R148-5 and what came of it.
type Target struct {
	SubjectID string
	Item      string
	Indicator Indicator
	Baseline  Measure
	Objective Measure
	ValidFrom civil.Day
	ValidTo   civil.Day
	Result    Measure
}

// Indicator is what a target measures.
type Indicator uint8

// The indicators.
const (
	CountIndicator Indicator = iota + 1
	AmountIndicator
	DurationIndicator
	RateIndicator
)

var indicators = vocabulary{"count", "amount", "duration", "rate"}

func (i Indicator) String() string { return spell(indicators, i) }

// ReadIndicator reads an indicator.
func ReadIndicator(b []byte) (Indicator, bool) { return readWord[Indicator](indicators, b) }

// Measure is the value of an indicator in ten-thousandths of its unit, never negative; NotGiven where it is not known.
type Measure int64

// String is the value, "12.5", without trailing zeros; empty where it is not known.
func (m Measure) String() string {
	if m == NotGiven {
		return ""
	}
	return strings.TrimSuffix(strings.TrimRight(decimal(int64(m), 4), "0"), ".")
}

// ReadMeasure reads a number with at most four decimals, never negative.
func ReadMeasure(b []byte) (Measure, bool) {
	n, ok := fixedPoint(b, 4)
	return Measure(n), ok && n >= 0
}

// Profession is a row of professions.csv: the group in which a subject is compared.
type Profession struct {
	SubjectID  string
	Profession string
	Area       string // the agency (ARS) or the fund (caisse)
	Activity   int32  // a count; subjects with similar counts are comparable
}

// Procedure is a row of procedures.csv: one step of a procedure of R148.
type Procedure struct {
	ProcedureID string
	SubjectID   string
	Step        string
	HappenedOn  civil.Day
}

// Suppression is a row of suppressions.csv: findings that a person has set aside until a day, that day included. Only Key and
// RuleID may be empty.
type Suppression struct {
	Scope  Scope
	Key    string // the claim_id or the subject_id; empty for a whole rule
	RuleID string // empty for every rule
	Reason string
	Owner  string
	Until  civil.Day
}

// Scope is what a suppression covers.
type Scope uint8

// The scopes.
const (
	ClaimScope Scope = iota + 1
	SubjectScope
	RuleScope
)

var scopes = vocabulary{"claim", "subject", "rule"}

func (s Scope) String() string { return spell(scopes, s) }

// ReadScope reads a scope.
func ReadScope(b []byte) (Scope, bool) { return readWord[Scope](scopes, b) }
