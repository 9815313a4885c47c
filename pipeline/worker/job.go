package worker

import (
	"bufio"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"vigie/pipeline/dcir"
	"vigie/pipeline/judge"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Job is what every process of a distributed audit is given: a JSON file, the same for all.
type Job struct {
	Files      []JobFile `json:"files"`    // in the order of their claims
	HashKey    string    `json:"hash_key"` // 32 hex digits, chosen anew for each job
	RunID      string    `json:"run_id"`   // 32 hex digits
	AsOf       string    `json:"as_of"`
	From       string    `json:"from"`
	To         string    `json:"to"`
	Rules      []string  `json:"rules"`
	Encoding   string    `json:"encoding"`
	Instants   string    `json:"instants"`    // what timestamps of tables mean that say they are instants: local or utc; empty to refuse them
	InputFacts string    `json:"input_facts"` // file in the folder of the job: facts of the whole input; empty before they are known
	Params     string    `json:"params"`      // file of parameters in the folder of the job; empty for the defaults

	// Of step match: claims were left out of the sample. After it: how many keys were looked for in registers that hold none of them.
	Part      bool             `json:"part"`
	Unmatched map[string]int64 `json:"unmatched"`
}

// JobFile is an input of a job.
type JobFile struct {
	Name string `json:"name"` // relative to the dataset
	Kind string `json:"kind"` // transport or care, or the name of the DCIR table that it is a file of
	Head []byte `json:"head"` // the first lines of a CSV file, in base64
}

// jobInputFacts are rules.InputFacts as they are sent.
type jobInputFacts struct {
	FirstAct   civil.Day `json:"first_act"`
	LastAct    civil.Day `json:"last_act"`
	Facilities []uint64  `json:"facilities"`
}

// job is a Job that was read.
type job struct {
	Job
	encoding tablefile.Encoding
	instants tablefile.Instants
	asOf     civil.Day
	from, to civil.Day
}

// kind is that of the claims of an input.
func (f *JobFile) kind() claim.Kind {
	if f.Kind == claim.Care.String() || f.Kind == dcir.Acts.String() {
		return claim.Care
	}
	return claim.Transport
}

// table is the DCIR table that an input is a file of, if any.
func (f *JobFile) table() (dcir.Table, bool) { return dcir.TableOf(f.Kind) }

// joins says whether inputs are joined to claims.
func (j *Job) joins() bool {
	return slices.ContainsFunc(j.Files, func(f JobFile) bool { _, is := f.table(); return is })
}

func readJob(path string) (*job, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the job: %w", err)
	}
	j := new(job)
	if err := json.Unmarshal(text, &j.Job); err != nil {
		return nil, fmt.Errorf("cannot read the job: %w: %w", ErrJob, err)
	}
	for _, d := range []struct {
		text string
		to   *civil.Day
	}{{j.AsOf, &j.asOf}, {j.From, &j.from}, {j.To, &j.to}} {
		ok := true
		if d.text != "" {
			*d.to, ok = civil.ParseDay([]byte(d.text))
		}
		if !ok {
			return nil, fmt.Errorf("%w: got %q; want a day such as 2026-03-01", ErrJob, d.text)
		}
	}
	if j.encoding, err = tablefile.ParseEncoding(cmp.Or(j.Encoding, "utf-8")); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJob, err)
	}
	if j.instants, err = tablefile.ParseInstants(j.Instants); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJob, err)
	}
	key, err := hex.DecodeString(j.HashKey)
	if err != nil || len(key) != 16 {
		return nil, fmt.Errorf("%w: got a hash key of %d hex digits; want 32", ErrJob, len(j.HashKey))
	}
	claim.ShareHashes([16]byte(key))
	return j, nil
}

// consulted are the registers that a step needs; a step that is not listed needs all. The snapshot says whether a register is complete.
var consulted = map[string][]string{
	"read": {}, "join": {}, "reverse": {}, "today": {}, "prefilter": {"routes", "snapshot"}, "group": {"routes", "snapshot"}, "repeat": {"suppressions", "snapshot"},
}

func newStepWorker(o Options) (*stepWorker, error) {
	if !slices.Contains(Steps, o.Step) {
		return nil, fmt.Errorf("%w: got step %q; want one of %v", ErrJob, o.Step, Steps)
	}
	j, err := readJob(o.Job)
	if err != nil {
		return nil, err
	}
	beside := filepath.Dir(o.Job)
	if j.Params != "" {
		o.Params = filepath.Join(beside, j.Params)
	}
	chosen, err := judge.Choose(j.Rules)
	if err != nil {
		return nil, err
	}
	only, joined := consulted[o.Step], o.Step == "read" && j.joins()
	if joined { // a row finds its prescription when it is packed
		only = []string{"prescriptions", "snapshot"}
	}
	w := &stepWorker{job: j, asOf: j.asOf}
	if err := w.setUp(o, chosen, only); err != nil {
		return nil, err
	}
	if joined {
		w.find = dcir.PrescriptionFinder(w.Context.Registers.Prescriptions)
	}
	if j.InputFacts == "" {
		return w, nil
	}
	return w, w.readInputFacts(filepath.Join(beside, j.InputFacts))
}

// setUp loads what the worker needs beside its streams. Of the registers it loads those named in only, or all where that is nil.
func (w *stepWorker) setUp(o Options, chosen []*rules.Rule, only []string) (err error) {
	w.Setup = &judge.Setup{Auditor: rules.NewAuditor(chosen), Parameters: law.Defaults(), From: w.job.from, To: w.job.to}
	if w.judged = o.Judged; w.judged == nil {
		w.judged = func(*Judged) {}
	}
	if o.Params != "" {
		text, err := tablefile.ReadSmall(o.Params, judge.MaxParameterText, law.ErrParameter)
		if err != nil {
			return fmt.Errorf("cannot read the parameters: %w", err)
		}
		if w.Parameters, err = judge.Parameters(o.Params, text); err != nil {
			return err
		}
	}
	w.registersDir, w.registers = o.Registers, new(register.Set)
	if o.Registers != "" {
		w.registers, err = register.Load(o.Registers, register.Options{
			Encoding: w.job.encoding, Instants: w.job.instants, Workers: 1, Only: only, Reject: func(tablefile.Reject) { w.unread++ },
		})
		if err != nil {
			return err
		}
	}
	w.Consult(w.registers, false)
	if len(w.job.Unmatched) > 0 {
		w.Context.Registers.ProveNothing(w.job.Unmatched)
	}
	w.suppressions, w.partial = w.Suppressions(w.asOf), maps.Clone(w.Context.Registers.Partial)
	w.input.Registers = w.Context.Registers
	return nil
}

func (w *stepWorker) readInputFacts(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("cannot read the facts of the whole input: %w", err)
	}
	defer f.Close()
	var facts jobInputFacts
	if err := json.NewDecoder(bufio.NewReader(f)).Decode(&facts); err != nil {
		return fmt.Errorf("%w: cannot read the facts of the whole input: %w", ErrJob, err)
	}
	w.input.FirstAct, w.input.LastAct, w.input.Facilities = facts.FirstAct, facts.LastAct, make(map[uint64]struct{}, len(facts.Facilities))
	for _, f := range facts.Facilities {
		w.input.Facilities[f] = struct{}{}
	}
	return nil
}

// file gives the input and the line of a position.
func (w *stepWorker) file(position uint64) (*JobFile, int64, error) {
	file, line := claim.UnpackPosition(position)
	if file >= len(w.job.Files) {
		return nil, 0, fmt.Errorf("%w: got a claim of input %d; want one of %d inputs", ErrStep, file, len(w.job.Files))
	}
	return &w.job.Files[file], line, nil
}

func (w *stepWorker) table(name string) tablefile.Options {
	return tablefile.Options{Name: name, Encoding: w.job.encoding, Instants: w.job.instants}
}
