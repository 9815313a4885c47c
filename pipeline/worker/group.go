package worker

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/claim"
)

// members gives candidates as members of their groups, for the rules to which they may matter.
func members(w *stepWorker, s *tablefile.Stream) error {
	out, j := w.answer(), w.NewJudge()
	var body []byte
	err := eachRow(s, []string{"position", "rule"}, []string{"body"}, func(c *cells) error {
		if err := unsealClaim(c.text(0), &j.Line); err != nil {
			return err
		}
		j.Open()
		var failed error
		w.Auditor.Members(j.Case, rules.RuleSet(c.number(1)), 0, func(m *claim.Member) {
			m.Position, m.Earlier = uint64(c.number(0)), !w.Reports(j.Line.Day())
			var err error
			body, err = binary.Append(body[:0], binary.LittleEndian, m)
			body = seal(append(body, j.Line.ClaimID...))
			message := findings.Message[findings.Row]{What: msgMember, Group: int64(m.Group), Position: c.number(0), Body: body}
			failed = errors.Join(failed, err, out.Write(&message))
		})
		return failed
	})
	if err != nil {
		return err
	}
	return out.Close()
}

var memberBytes = binary.Size(claim.Member{})

// sentRuling is a group ruling on its way, with the ids of the claims that belong to it.
type sentRuling struct {
	rules.GroupRuling
	IDs []string // by their positions in Related
}

// judgeGroups judges groups. Their members are sorted by group.
func judgeGroups(w *stepWorker, s *tablefile.Stream) error {
	out := w.answer()
	var group, scratch []claim.Member
	ids := map[uint64]string{}
	err := byGroup(s, "position", func(key, position uint64, body []byte) error {
		m, id, err := readMember(body)
		if err != nil {
			return err
		}
		if m.Group != key || m.Position != position || m.Key >= claim.NumKeys {
			return fmt.Errorf("%w: got a member of another group or position; want its own", ErrStep)
		}
		group = append(group, m)
		ids[position] = id
		return nil
	}, func() (err error) {
		slices.SortFunc(group, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
		scratch = w.Auditor.JudgeGroup(group, &w.input, w.Parameters, scratch, func(g rules.GroupRuling) {
			if err == nil && !g.Earlier {
				err = sendRuling(out, g, ids)
			}
		})
		group = group[:0]
		clear(ids)
		return err
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func readMember(sealed []byte) (m claim.Member, id string, err error) {
	body, err := unseal(sealed)
	if err != nil {
		return m, "", err
	}
	if len(body) < memberBytes {
		return m, "", fmt.Errorf("%w: got a member of %d bytes; want at least %d", ErrStep, len(body), memberBytes)
	}
	if _, err := binary.Decode(body, binary.LittleEndian, &m); err != nil {
		return m, "", fmt.Errorf("%w: %w", ErrStep, err)
	}
	return m, string(body[memberBytes:]), nil
}

func sendRuling(out *findings.Stream[findings.Row], g rules.GroupRuling, ids map[uint64]string) error {
	r := sentRuling{GroupRuling: g}
	for _, position := range g.Related {
		r.IDs = append(r.IDs, ids[position])
	}
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("cannot send a group ruling: %w", err)
	}
	return out.Write(&findings.Message[findings.Row]{What: msgRuling, Position: int64(g.Position), Rule: int64(g.RuleIndex), Body: seal(body)})
}
