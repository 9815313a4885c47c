package main

import (
	"encoding/json"
	"io"

	"vigie/pipeline/docket"
)

// The docket as JSON: codes for programs, texts in the language of the printer, days as 2026-03-01.
type (
	docketJSON struct {
		AsOf       string           `json:"as_of"`
		Partial    bool             `json:"partial"`
		Rejected   int              `json:"rejected"`
		LaterSteps int              `json:"later_steps"`
		Open       []proceedingJSON `json:"open"`
		Closed     []proceedingJSON `json:"closed"`
	}
	proceedingJSON struct {
		ProcedureID     string       `json:"procedure_id"`
		SubjectID       string       `json:"subject_id"`
		LastStep        string       `json:"last_step,omitempty"`
		LastOn          string       `json:"last_on,omitempty"`
		Stage           string       `json:"stage"`
		StageText       string       `json:"stage_text"`
		DueOn           string       `json:"due_on,omitempty"`
		EarliestOn      string       `json:"earliest_on,omitempty"`
		Overdue         bool         `json:"overdue"`
		OverdueSince    string       `json:"overdue_since,omitempty"`
		DayOff          string       `json:"day_off,omitempty"`
		FirstWorkingDay string       `json:"first_working_day,omitempty"`
		Actor           string       `json:"actor,omitempty"`
		Silence         string       `json:"silence,omitempty"`
		SilenceText     string       `json:"silence_text,omitempty"`
		Article         string       `json:"article,omitempty"`
		Lapses          []lapseJSON  `json:"lapses"`
		Remarks         []remarkJSON `json:"remarks"`
	}
	lapseJSON struct {
		Silence string `json:"silence"`
		Text    string `json:"text"`
		Term    string `json:"term"`
		Since   string `json:"since"`
		Article string `json:"article"`
	}
	remarkJSON struct {
		Kind string `json:"kind"`
		Step string `json:"step"`
		On   string `json:"on,omitempty"`
		Day  string `json:"day,omitempty"`
		Text string `json:"text"`
	}
)

// printJSON prints the docket, the closed procedures included.
func (c *docketPrinter) printJSON(w io.Writer, d *docket.Docket) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(docketJSON{
		AsOf: d.AsOf.String(), Partial: d.Partial, Rejected: len(d.Rejects), LaterSteps: d.Later,
		Open: c.proceedings(d.Open), Closed: c.proceedings(d.Closed),
	})
}

func (c *docketPrinter) proceedings(list []docket.Proceeding) []proceedingJSON {
	out := make([]proceedingJSON, 0, len(list))
	for i := range list {
		p := &list[i]
		j := proceedingJSON{
			ProcedureID: p.ProcedureID, SubjectID: p.SubjectID, LastStep: p.Last.Word, LastOn: p.Last.On.String(),
			Stage: p.Stage.String(), StageText: c.text(p.Stage.Text()),
			DueOn: p.Due.String(), EarliestOn: p.Earliest.String(), Overdue: p.Overdue, DayOff: p.Off.String(), FirstWorkingDay: p.Resumes.String(),
			Article: p.Basis(), Lapses: []lapseJSON{}, Remarks: []remarkJSON{},
		}
		if j.Article != "" {
			silence := p.Period().Silence()
			j.Actor, j.Silence, j.SilenceText = p.Stage.Actor().String(), silence.String(), c.text(silence.Text())
		}
		if p.Overdue {
			j.OverdueSince = (p.Due + 1).String()
		}
		for _, l := range p.Lapses {
			silence := l.Stage.Silence()
			j.Lapses = append(j.Lapses, lapseJSON{silence.String(), c.text(silence.Text()), l.Term.String(), l.Since().String(), l.Basis()})
		}
		for _, r := range p.Remarks {
			j.Remarks = append(j.Remarks, remarkJSON{r.Kind.String(), r.Event.Word, r.Event.On.String(), r.Bound.String(), c.text(r.Text())})
		}
		out = append(out, j)
	}
	return out
}
