package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
)

// shortID is how many digits of a run's id tell it from the others of a list.
const shortID = 12

// printNights prints a line for each night, and what stands in sum.
func printNights(w io.Writer, nights []*publish.Night) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "NIGHT\tAS OF\tRUN\tHISTORY\tTOLD\tWITHDRAWN\tCONDUCT\tSTATE")
	stale := 0
	for _, n := range nights {
		history, state := "none", "holds"
		if n.History != nil {
			history = inCell(historyName(nights, n)) + " " + n.History.RunID[:min(shortID, len(n.History.RunID))]
		}
		switch n.Stale {
		case publish.Replaced:
			state = "stale: its history was replaced"
		case publish.Removed:
			state = "stale: its history is gone"
		case publish.RestsStale:
			state = "stale: its history is stale"
		default:
			if n.Gone {
				state = "holds; its history is kept no longer"
			}
		}
		if n.Stale != "" {
			stale++
		}
		fmt.Fprintf(columns, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", inCell(n.Name), inCell(n.AsOf.String()), inCell(n.RunID[:min(shortID, len(n.RunID))]),
			history, n.Reported, n.Withdrawn, n.Conduct, state)
	}
	if err := columns.Flush(); err != nil {
		return err
	}
	told, withdrawn, standing := publish.Standing(nights)
	_, err := fmt.Fprintf(w, "\nNights: %d. Findings told: %s, withdrawn: %s, standing: %s.\n", len(nights), judge.Counted(told), judge.Counted(withdrawn), judge.Counted(standing))
	if err == nil && stale > 0 {
		_, err = fmt.Fprintf(w, "Stale: %d. Run them again, oldest first, and these numbers will hold.\n", stale)
	}
	return err
}

// historyName is the name of the folder whose ledger a night read: that which it has now, or else that which it had then.
func historyName(nights []*publish.Night, n *publish.Night) string {
	if at := slices.IndexFunc(nights, func(o *publish.Night) bool { return o.IsHistory(n.History) }); at >= 0 {
		return nights[at].Name
	}
	return filepath.Base(n.History.Folder)
}

// The list as JSON.
type (
	nightsJSON struct {
		Nights    []nightJSON `json:"nights"`
		Told      int64       `json:"told"`
		Withdrawn int64       `json:"withdrawn"`
		Standing  int64       `json:"standing"`
	}
	nightJSON struct {
		Folder    string            `json:"folder"`
		AsOf      string            `json:"as_of"`
		RunID     string            `json:"run_id"`
		History   *nightHistoryJSON `json:"history"`
		Told      int64             `json:"told"`
		Withdrawn int64             `json:"withdrawn"`
		Conduct   int64             `json:"conduct"`
		Stale     publish.Staleness `json:"stale"` // empty where the night holds
	}
	nightHistoryJSON struct {
		Folder string `json:"folder"`
		AsOf   string `json:"as_of"`
		RunID  string `json:"run_id"`
		Gone   bool   `json:"gone"`
	}
)

func printNightsJSON(w io.Writer, nights []*publish.Night) error {
	var list nightsJSON
	for _, n := range nights {
		j := nightJSON{Folder: n.Name, AsOf: n.AsOf.String(), RunID: n.RunID, Told: n.Reported, Withdrawn: n.Withdrawn, Conduct: n.Conduct, Stale: n.Stale}
		if n.History != nil {
			j.History = &nightHistoryJSON{historyName(nights, n), n.History.AsOf, n.History.RunID, n.Gone}
		}
		list.Nights = append(list.Nights, j)
	}
	list.Told, list.Withdrawn, list.Standing = publish.Standing(nights)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}
