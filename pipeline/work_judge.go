package pipeline

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What a claim is to the audit, as the columns of step judge tell.
const (
	stands   = iota
	leaves   // another line reverses it, or it reverses one
	repeated // its claim_id stood before
)

// What the messages of the steps are called.
const (
	aFinding  = "finding"  // row: a finding
	aCount    = "counted"  // body: a finding that counts where it is repeated; group: its rule and subject
	aHint     = "hint"     // group, place, body
	aFacility = "facility" // group: the hash of a facility where an act was performed
	aPart     = "part"     // body: what a process has counted
	aReject   = "reject"   // place, body: a claim that was read and rejected
	aKept     = "kept"     // place, rule: a set of rules across claims to which the claim may matter
	aTrace    = "trace"    // group, place, body
	aMark     = "mark"     // place, body
	aPattern  = "pattern"  // body: what claims show together of a subject
	aConduct  = "conduct"  // row: of conduct
	aCoverage = "coverage" // body: a row of coverage
	aRegister = "register" // body: a record of a register that could not be read
)

// part is what one process has counted.
type part struct {
	Tally                                *rules.Tally
	Levels                               *rules.Levels
	Balance                              *rules.Balance
	FirstAct, LastAct                    civil.Day
	Claims, Context, Cancelled, Rejected int64
}

// teller is one that tells findings outside of a pass.
func (h *hand) teller() *teller {
	return &teller{worker: h.newWorker(), marks: &marks{}, asOf: h.AsOf, set: h.set}
}

// judgeStream puts the rules of one claim to claims and gives the hints for the rules across claims.
func (h *hand) judgeStream(s *tablefile.Stream) error {
	j := &judging{hand: h, teller: h.teller(), to: h.anomalies(), unsaid: h.auditor.NewTally(), places: map[*rules.Rule]int64{}}
	for i, rule := range h.auditor.Rules {
		j.places[rule] = int64(i)
	}
	err := eachRow(s, []string{"place", "state"}, []string{"body"}, func(c *cells) error {
		if err := h.record(c.text(0), &j.teller.line); err != nil {
			return err
		}
		return j.claim(uint64(c.number(0)), c.number(1))
	})
	if err != nil {
		return err
	}
	return j.end()
}

// judging is the step judge under way.
type judging struct {
	*hand
	teller *teller
	to     *findings.Stream[findings.Row]
	unsaid *rules.Tally // what was said of claims that are rejected after all
	part   part
	said   []said
	hint   [hintBytes]byte
	places map[*rules.Rule]int64
}

// claim judges the claim that was just read.
func (j *judging) claim(place uint64, state int64) error {
	if state == leaves {
		j.part.Cancelled++
		return nil
	}
	w := j.teller.worker
	t, line, err := j.at(place)
	if err != nil {
		return err
	}
	w.at = claimfile.Position{Line: line, Offset: -1}
	w.c.Open(&w.line)
	w.world.See(w.c)
	var failed error
	leave := func(x *claim.Hint) {
		x.Place = place
		putHint(&j.hint, x, state == repeated)
		if err := j.to.Write(&findings.Message[findings.Row]{What: aHint, Group: int64(x.Group), Place: int64(place), Body: j.hint[:]}); err != nil {
			failed = err
		}
	}
	j.teller.rows = j.teller.rows[:0]
	j.teller.words.Reset() // what was told of the claim before is sent
	var b batch
	switch reports := j.reports(w.line.Day()); {
	case !reports:
		j.auditor.ContextHints(w.c, leave)
	default:
		tally := w.tally
		if state == repeated {
			tally = j.unsaid
		}
		var entered rules.RuleSet
		w.flagged, entered = j.auditor.Judge(w.c, tally, w.flagged[:0])
		j.auditor.Hints(w.c, entered, leave)
		if state == repeated {
			break
		}
		j.part.Claims++
		j.said = j.said[:0]
		for _, ruling := range w.flagged {
			j.said = append(j.said, said{place, uint16(j.places[ruling.Rule]), ruling.Verdict, ruling.Examined})
		}
		j.teller.describe(t, j.said, nil, &b)
	}
	switch {
	case failed != nil:
		return failed
	case state == repeated:
		j.part.Rejected++
		failed = j.to.Write(&findings.Message[findings.Row]{What: aReject, Place: int64(place), Body: []byte(repeatedReason(t.kind))})
	case !j.reports(w.line.Day()):
		j.part.Context++
	}
	w.compare()
	if failed != nil {
		return failed
	}
	return j.findings(j.to, j.teller.rows, place)
}

// findings sends findings, and those that count beside.
func (h *hand) findings(to *findings.Stream[findings.Row], rows []findings.Row, place uint64) error {
	for i := range rows {
		row := &rows[i]
		m := findings.Message[findings.Row]{What: aFinding, Place: int64(place), Rule: int64(h.auditor.Place(row.Rule)), Row: row}
		if err := to.Write(&m); err != nil {
			return err
		}
		if row.Suppressed.On || !row.Counts() {
			continue
		}
		body, err := json.Marshal(row.Light())
		if err != nil {
			return fmt.Errorf("cannot carry a finding: %w", err)
		}
		subject := fnv.New64a()
		fmt.Fprintf(subject, "%s\x00%s\x00%s", row.Rule.ID, row.SubjectKind, row.SubjectID)
		m.What, m.Group, m.Body, m.Row = aCount, int64(subject.Sum64()), seal(body), nil
		if err := to.Write(&m); err != nil {
			return err
		}
	}
	return nil
}

// end tells what was counted.
func (j *judging) end() error {
	w := j.teller.worker
	j.part.Tally, j.part.Levels, j.part.Balance = w.tally, w.levels, &w.balance
	j.part.FirstAct, j.part.LastAct = w.world.FirstAct, w.world.LastAct
	for facility := range w.world.Facilities {
		if err := j.to.Write(&findings.Message[findings.Row]{What: aFacility, Group: int64(facility)}); err != nil {
			return err
		}
	}
	if err := sendPart(j.to, &j.part); err != nil {
		return err
	}
	return j.to.Close()
}

func sendPart(to *findings.Stream[findings.Row], p *part) error {
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("cannot carry what was counted: %w", err)
	}
	return to.Write(&findings.Message[findings.Row]{What: aPart, Body: body})
}

// hintBytes is how many bytes a hint takes without its group and place.
const hintBytes = 17

func putHint(b *[hintBytes]byte, h *claim.Hint, again bool) {
	binary.LittleEndian.PutUint32(b[0:], h.From)
	binary.LittleEndian.PutUint32(b[4:], h.Extra)
	binary.LittleEndian.PutUint32(b[8:], uint32(h.Day))
	binary.LittleEndian.PutUint16(b[12:], h.Length)
	b[14], b[15], b[16] = h.Takes, h.Beside, 0
	if again {
		b[16] = 1
	}
}

// readHint reads a hint; again says that the claim is rejected, its id having stood before.
func readHint(b []byte, h *claim.Hint) (again bool, err error) {
	if len(b) != hintBytes {
		return false, fmt.Errorf("%w: got a hint of %d bytes; want what the step judge has written", errStep, len(b))
	}
	h.From, h.Extra, h.Day = binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), civil.Day(binary.LittleEndian.Uint32(b[8:]))
	h.Length, h.Takes, h.Beside = binary.LittleEndian.Uint16(b[12:]), b[14], b[15]
	return b[16] != 0, nil
}
