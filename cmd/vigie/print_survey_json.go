package main

import (
	"encoding/json"
	"io"

	"vigie/pipeline"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
)

// What check has found, as JSON.
type (
	surveyColumns struct {
		Found   []string `json:"found"`
		Missing []string `json:"missing"`
		Unknown []string `json:"unknown"`
	}
	surveyFile struct {
		Path      string           `json:"path"`
		Kind      string           `json:"kind"`
		Records   int64            `json:"records"`
		Claims    int64            `json:"claims"`
		Cancelled int64            `json:"cancelled"`
		Rejects   int64            `json:"rejects"`
		Layout    map[string]int64 `json:"layout,omitempty"` // records that only the layout knows of
		Columns   surveyColumns    `json:"columns"`
	}
	surveyRegister struct {
		Name     string        `json:"name"`
		Rows     int           `json:"rows"`
		Rejects  int           `json:"rejects"`
		Complete bool          `json:"complete"`
		Columns  surveyColumns `json:"columns"`
	}
	surveyRule struct {
		RuleID  string           `json:"rule_id"`
		Decided *int64           `json:"decided_percent"` // null where no claim looked at was in its scope
		Lacks   map[string]int64 `json:"lacks"`           // claims by what was missing
	}
	surveyRefusal struct {
		Path   string `json:"path"` // of a file or folder, or the name of a register
		Why    string `json:"why"`
		Remedy string `json:"remedy"` // empty where the reason says it
	}
	surveyRejects struct {
		Path    string `json:"path"`
		Column  string `json:"column"` // empty where the whole record is at fault
		Fault   string `json:"fault"`  // with the shape of the cell
		Records int64  `json:"records"`
		Line    int64  `json:"first_line"`
		Remedy  string `json:"remedy"` // empty where nothing is known
	}
	surveyMatch struct {
		Of    string `json:"of"`
		In    string `json:"in"`
		Rows  int64  `json:"rows"`
		Found int64  `json:"found"`
	}
	surveyJSON struct {
		Files           []surveyFile         `json:"files"`
		Understood      []publish.Understood `json:"understood"`
		PassedOver      []publish.PassedOver `json:"passed_over"`
		Refused         []surveyRefusal      `json:"refused"`
		Rejects         []surveyRejects      `json:"rejects"`
		Matches         []surveyMatch        `json:"matches,omitempty"`
		UnknownServices map[string]int64     `json:"unknown_services,omitempty"`
		Registers       []surveyRegister     `json:"registers"`
		Stray           []string             `json:"no_register"` // files beside the registers that no register is named after
		Read            int64                `json:"read"`
		Rejected        int64                `json:"rejected"`
		LookedAt        int64                `json:"looked_at"` // claims on which rules rest
		Rules           []surveyRule         `json:"rules"`
		Advice          []string             `json:"advice"`
	}
)

// printSurveyJSON writes one JSON document. Lists are never null.
func printSurveyJSON(w io.Writer, s *pipeline.Survey) error {
	doc := surveyJSON{
		Files: []surveyFile{}, Understood: neverNull(s.Understood()), PassedOver: neverNull(s.PassedOver), Registers: []surveyRegister{}, Refused: []surveyRefusal{}, Rejects: []surveyRejects{},
		Stray: neverNull(s.Stray),
		Read:  s.Read, Rejected: s.Rejected, LookedAt: s.Sampled, Rules: []surveyRule{}, Advice: neverNull(s.Advice),
	}
	for i := range s.Files {
		f := &s.Files[i]
		doc.Files = append(doc.Files, surveyFile{
			Path: f.Name, Kind: f.Kind.String(), Records: f.Records(), Claims: f.Claims + f.Context, Cancelled: f.Cancelled, Rejects: f.Rejected,
			Layout: f.Layout, Columns: surveyColumns{neverNull(f.Columns.Found), neverNull(f.Columns.Missing), neverNull(f.Columns.Unknown)},
		})
	}
	for _, r := range s.Refused {
		doc.Refused = append(doc.Refused, surveyRefusal{r.File, r.Err.Error(), r.Remedy})
	}
	for _, g := range s.Groups {
		doc.Rejects = append(doc.Rejects, surveyRejects{g.File, g.Column, g.Fault, g.Records, g.Line, g.Remedy})
	}
	if s.Join != nil {
		doc.UnknownServices = s.Join.UnknownServices
		for _, m := range s.Join.Matches {
			doc.Matches = append(doc.Matches, surveyMatch{m.Of, m.In, m.Rows, m.Found})
		}
	}
	for _, r := range s.Registers {
		doc.Registers = append(doc.Registers, surveyRegister{r.Name, r.Rows, r.Rejected, r.Complete, surveyColumns{neverNull(r.Found), neverNull(r.Missing), neverNull(r.Unknown)}})
	}
	for i := range s.Coverage {
		c := &s.Coverage[i]
		rule := surveyRule{RuleID: c.Rule.ID, Lacks: map[string]int64{}}
		if percent, any := pipeline.Decided(c); any {
			rule.Decided = &percent
		}
		for _, b := range findings.BlameOf(c) {
			rule.Lacks[b.What] = b.Claims
		}
		doc.Rules = append(doc.Rules, rule)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

// neverNull is a list that is written as [] where there is nothing in it.
func neverNull[T any](list []T) []T { return append([]T{}, list...) }
