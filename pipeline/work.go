package pipeline

import (
	"bufio"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/rs/zerolog"

	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Where the claims outgrow one machine, Spark carries them between processes of this program, and each does one step of the
// audit on what it is handed. The steps are those of Audit, cut where claims or groups must come together:
//
//	read      lines of a CSV file, or rows of a table → claims as bytes, rejected records; of the DCIR tables, rows packed
//	join      these rows by key → claims, rejected rows, reversals
//	reverse   reversals and the claims that match them → claims that leave the audit
//	judge     claims → findings of single claims, hints for the rules across claims, what was counted
//	sift      hints by group → claims that may matter to rules across claims
//	trace     these claims → their traces
//	group     traces by group → marks
//	tell      claims with their marks → findings of claims among others
//	repeat    findings that count, by subject → conduct
//	conclude  what was counted, patterns → coverage, conduct
//
// Nothing is kept between two streams but the registers, and nothing within one but what it says above: a group, which may be the
// rows of a key or the acts that match, a claim's marks, a batch.

// Steps names the steps that Work can do, in their order.
var Steps = []string{"read", "join", "reverse", "judge", "sift", "trace", "group", "tell", "repeat", "conclude"}

// Job is what all processes of a distributed audit must know alike.
type Job struct {
	Files    []JobFile `json:"files"`    // in the order of their claims
	HashKey  string    `json:"hash_key"` // 32 hex digits, chosen anew for each job
	RunID    string    `json:"run_id"`   // 32 hex digits
	AsOf     string    `json:"as_of"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Rules    []string  `json:"rules"`
	Encoding string    `json:"encoding"`
	World    string    `json:"world"`  // file beside the job's: what only the whole input tells
	Params   string    `json:"params"` // file beside the job's
}

// JobFile is an input of a job.
type JobFile struct {
	Name string `json:"name"` // relative to the dataset
	Kind string `json:"kind"` // transport or care, or the name of the DCIR table that it is a file of
	Head []byte `json:"head"` // the first lines of a CSV file, in base64
}

// jobWorld is a rules.World on its way.
type jobWorld struct {
	FirstAct   civil.Day `json:"first_act"`
	LastAct    civil.Day `json:"last_act"`
	Facilities []uint64  `json:"facilities"`
}

// WorkOptions say what a process is to do.
type WorkOptions struct {
	Step      string // one of Steps; empty for claims that belong to no job
	Job       string // file of the Job; empty without a step
	Registers string // folder of the registers; empty for none

	// Without a step, as in Options.
	AsOf   civil.Day
	Params string
	Rules  []string
	Log    zerolog.Logger
}

// hand is a process at work on a step.
type hand struct {
	*run
	job   Job
	files []claimFile
	world rules.World
	out   io.Writer
	set   suppressions

	prescribed func(patient string, signed civil.Day, prescriber, facility string, care bool) (string, bool) // for rows of the DCIR

	rejected int64 // records, without a step
}

// errStep is a stream that is not what a step takes.
var errStep = errors.New("the stream is not what the step takes")

// Work does one step for each stream that comes in, and answers each with one stream, until the input ends. Rejected are the
// records that could not be read as claims, of which only the log tells where there is no step.
func Work(ctx context.Context, o WorkOptions, in io.Reader, out io.Writer) (rejected int64, err error) {
	equipped := newHand
	if o.Step == "" {
		equipped = newSoleHand
	}
	h, err := equipped(o)
	if err != nil {
		return 0, unusable(err)
	}
	h.out = out
	defer easeCollector()()
	err = h.serve(ctx, o.Step, tablefile.NewStreams(in))
	return h.rejected, unusable(err)
}

// serve answers stream after stream.
func (h *hand) serve(ctx context.Context, step string, streams *tablefile.Streams) error {
	do := map[string]func(*tablefile.Stream) error{
		"read": h.read, "join": h.joinStream, "reverse": h.reverseStream, "judge": h.judgeStream, "sift": h.siftStream, "trace": h.traceStream,
		"group": h.groupStream, "tell": h.tellStream, "repeat": h.repeatStream, "conclude": h.concludeStream,
		"": h.claimStream,
	}[step]
	for served := 0; ctx.Err() == nil; served++ {
		s, err := streams.Next()
		if errors.Is(err, io.EOF) {
			if step == "" && served == 0 {
				return fmt.Errorf("%w: got no Arrow stream; want claims on one", ErrUnusable)
			}
			return nil
		}
		if err == nil {
			err = do(s)
		}
		switch {
		case err == nil:
		case step == "":
			return fmt.Errorf("cannot judge the claims: %w", err)
		default:
			return fmt.Errorf("cannot do the step %s: %w", step, err)
		}
	}
	return ctx.Err()
}

func newHand(o WorkOptions) (*hand, error) {
	if !slices.Contains(Steps, o.Step) {
		return nil, fmt.Errorf("%w: got step %q; want one of %v", ErrUnusable, o.Step, Steps)
	}
	h := &hand{}
	text, err := os.ReadFile(o.Job)
	if err != nil {
		return nil, fmt.Errorf("cannot read the job: %w", err)
	}
	if err := json.Unmarshal(text, &h.job); err != nil {
		return nil, fmt.Errorf("%w: cannot read the job: %w", ErrUnusable, err)
	}
	options := Options{Registers: o.Registers, Workers: 1, Rules: h.job.Rules}
	for _, d := range []struct {
		text string
		to   *civil.Day
	}{{h.job.AsOf, &options.AsOf}, {h.job.From, &options.From}, {h.job.To, &options.To}} {
		ok := true
		if d.text != "" {
			*d.to, ok = civil.ParseDay([]byte(d.text))
		}
		if !ok {
			return nil, fmt.Errorf("%w: got %q in the job; want a day such as 2026-03-01", ErrUnusable, d.text)
		}
	}
	if options.Encoding, err = tablefile.ParseEncoding(cmp.Or(h.job.Encoding, "utf-8")); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	key, err := hex.DecodeString(h.job.HashKey)
	if err != nil || len(key) != 16 {
		return nil, fmt.Errorf("%w: got a hash key of %d hex digits; want 32", ErrUnusable, len(h.job.HashKey))
	}
	claim.ShareHashes([16]byte(key))
	for i, f := range h.job.Files {
		kind := claim.Transport
		if f.Kind == claim.Care.String() || f.Kind == dcir.Acts.String() {
			kind = claim.Care
		}
		h.files = append(h.files, claimFile{number: i, name: f.Name, kind: kind})
	}
	return h, h.equip(o.Step, options, filepath.Dir(o.Job))
}

// consults are the registers that a step asks, where these are few: whether a register is whole is told by the snapshot.
var consults = map[string][]string{
	"read": {}, "join": {}, "reverse": {}, "sift": {"routes", "snapshot"}, "group": {"routes", "snapshot"}, "repeat": {"suppressions", "snapshot"},
}

// equip loads what the step needs beside the stream.
func (h *hand) equip(step string, o Options, beside string) (err error) {
	if h.job.Params != "" {
		o.Params = filepath.Join(beside, h.job.Params)
	}
	h.run = &run{Options: o, log: zerolog.Nop(), data: &dataset{registers: o.Registers}, only: consults[step]}
	asks := step == "read" && h.job.joins() // which prescription a row is of
	if asks {
		h.only = []string{"prescriptions", "snapshot"}
	}
	h.clock = stopwatch{progress: &h.progress}
	chosen, err := choose(o.Rules)
	if err != nil {
		return err
	}
	h.auditor = rules.NewAuditor(chosen)
	if h.parameters, _, err = parametersOf(o.Params); err != nil {
		return err
	}
	if err := h.loadRegisters(context.Background(), ""); err != nil {
		return err
	}
	h.set = h.suppressions(o.AsOf)
	h.world.Registers = h.context.Registers
	if asks {
		h.prescribed = prescribed(h.context.Registers.Prescriptions)
	}
	if h.job.World == "" {
		return nil
	}
	text, err := os.Open(filepath.Join(beside, h.job.World))
	if err != nil {
		return fmt.Errorf("cannot read what the whole input tells: %w", err)
	}
	defer text.Close()
	var w jobWorld
	if err := json.NewDecoder(bufio.NewReader(text)).Decode(&w); err != nil {
		return fmt.Errorf("%w: cannot read what the whole input tells: %w", ErrUnusable, err)
	}
	h.world.FirstAct, h.world.LastAct, h.world.Facilities = w.FirstAct, w.LastAct, make(map[uint64]struct{}, len(w.Facilities))
	for _, f := range w.Facilities {
		h.world.Facilities[f] = struct{}{}
	}
	return nil
}

// A claim's place is the number of its input and its line there.
const lineBits = 40

func placeOf(file, line int64) uint64 { return uint64(file)<<lineBits | uint64(line) }

// at gives the input and line of a place.
func (h *hand) at(place uint64) (*task, int64, error) {
	file := int(place >> lineBits)
	if file >= len(h.files) {
		return nil, 0, fmt.Errorf("%w: got a claim of input %d; want one of %d inputs", errStep, file, len(h.files))
	}
	return &task{claimFile: &h.files[file]}, int64(place & (1<<lineBits - 1)), nil
}

// cells are those of one row of a stream, in the columns that eachRow was asked for.
type cells struct {
	numbers [][]int64
	texts   []func(row int) []byte
	row     int
}

func (c *cells) number(column int) int64 { return c.numbers[column][c.row] }
func (c *cells) text(column int) []byte  { return c.texts[column](c.row) }

// eachRow shows the rows of a stream to its end: the cells of some columns of 64-bit numbers, and of some of bytes, which hold during
// the call.
func eachRow(s *tablefile.Stream, numbers, texts []string, see func(c *cells) error) error {
	for {
		b, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var c cells
		for _, name := range numbers {
			column, err := b.Int64s(name)
			if err != nil {
				return err
			}
			c.numbers = append(c.numbers, column)
		}
		for _, name := range texts {
			column, err := b.Bytes(name)
			if err != nil {
				return err
			}
			c.texts = append(c.texts, column)
		}
		for c.row = range b.Rows() {
			if err := see(&c); err != nil {
				return err
			}
		}
	}
}

// record reads a claim as bytes.
func (h *hand) record(b []byte, c *claim.Claim) error {
	b, err := unseal(b)
	if err != nil {
		return err
	}
	if rest, whole := claim.ReadRecord(b, c); !whole || len(rest) > 0 || c.Kind > claim.Care {
		return fmt.Errorf("%w: got a claim of %d bytes that is none; want what the step read has written", errStep, len(b))
	}
	return nil
}

// anomalies begins the answer of a step that tells findings.
func (h *hand) anomalies() *findings.Stream[findings.Row] {
	return findings.StreamAnomalies(h.out, h.job.RunID)
}
