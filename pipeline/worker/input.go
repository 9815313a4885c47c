package worker

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Today is the answer of step today.
type Today struct {
	AsOf    string `json:"as_of"`    // the day that counts as today; empty where no claim has a day
	LeftOut int64  `json:"left_out"` // cells with later days, which are implausible and do not count
	Latest  string `json:"latest"`   // the last of these days
}

// today finds the day that counts as today among the days of all claims but those that leave. Each row has those that many claims share.
func today(w *stepWorker, s *tablefile.Stream) error {
	out, horizon := w.answer(), judge.NewHorizon()
	err := eachRow(s, []string{"sent", "paid", "served", "claims"}, nil, func(c *cells) error {
		var days [3]civil.Day
		for i := range days {
			day, err := dayOf(c.number(i))
			if err != nil {
				return err
			}
			days[i] = day
		}
		if c.number(3) <= 0 {
			return fmt.Errorf("%w: got the days of %d claims; want at least one", ErrStep, c.number(3))
		}
		horizon.AddDays(days[0], days[1], days[2], c.number(3))
		return nil
	})
	if err != nil {
		return err
	}
	day, leftOut, latest := horizon.AsOf()
	body, err := json.Marshal(Today{day.String(), leftOut, latest.String()})
	if err != nil {
		return err
	}
	if err := out.Write(&findings.Message[findings.Row]{What: msgToday, Body: body}); err != nil {
		return err
	}
	return out.Close()
}

// dayOf is the day that unixDay has numbered.
func dayOf(n int64) (civil.Day, error) {
	if n == noDay {
		return 0, nil
	}
	day := civil.FromUnix32(int32(n))
	if int64(int32(n)) != n || !day.Known() {
		return 0, fmt.Errorf("%w: got the day number %d; want one that the step read has written", ErrStep, n)
	}
	return day, nil
}

// matchRegisters looks for the keys of claims in the registers. A register that no process has found a key in proves no absence; of these keys as
// many are distinct as their hashes.
func matchRegisters(w *stepWorker, s *tablefile.Stream) error {
	out, m := w.answer(), claim.NewMatching(w.Context.Registers)
	watched := m.Names()
	var line claim.Claim
	err := eachRow(s, nil, []string{"body"}, func(c *cells) error {
		if err := unsealClaim(c.text(0), &line); err != nil {
			return err
		}
		m.Add(&line)
		return nil
	})
	if err != nil {
		return err
	}
	unmatched := m.Unmatched(w.job.Part)
	open := m.Names()
	for _, name := range watched {
		message := findings.Message[findings.Row]{What: msgMatched, Body: []byte(name)}
		if !slices.Contains(open, name) {
			err = errors.Join(err, out.Write(&message))
			continue
		}
		keys, known := unmatched[name]
		if !known {
			continue
		}
		message.What = msgUnmatched
		if keys == 0 {
			err = errors.Join(err, out.Write(&message))
		}
		m.EachMissing(name, func(key string) {
			message.Rule, message.Group = 1, int64(claim.Hash(key))
			err = errors.Join(err, out.Write(&message))
		})
	}
	if err != nil {
		return err
	}
	return out.Close()
}
