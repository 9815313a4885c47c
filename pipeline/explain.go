package pipeline

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/rs/zerolog"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What keeps a claim from being explained.
var (
	errChanged = errors.New("the input is no longer what the run read")
	errNoClaim = errors.New("no such claim")
)

// Explanation is everything that a run says of one claim, read anew from its inputs.
type Explanation struct {
	Manifest  *publish.Manifest
	Cancelled bool // a reversal took the claim out, or it is a reversal: no rule was put to it
	Context   bool // it lies outside the days that were reported: no rule was put to it
	Kind      claim.Kind
	Day       civil.Day
	File      string
	Line      int64
	Rulings   []Explained
	Changed   *ChangedRules // nil where the rules of this program are those of the run
}

// ChangedRules says how the rules of this program differ from those of the run, and what the run wrote of the claim with its own.
type ChangedRules struct {
	RuleSet string         // fingerprint of the rules of this program
	Gone    []string       // rules and parameters of the run that this program does not have: they were passed over
	Written []findings.Row // of the claim, in anomalies.parquet
}

// Explained is what one rule says of the claim, with the values that it read.
type Explained struct {
	rules.Ruling
	rules.Finding
}

// Explain reads the inputs of a published run again and tells what every rule says of a claim. The inputs stand where the
// manifest says, or in data where that is not empty; they must be what the run read, byte for byte. A run across nights that
// wrote pseudonyms takes its key again, since the ledger tells persons by them alone. Where the program has changed since the run,
// its rules of today are put to the claim, and beside them stands what the run itself wrote of it.
func Explain(ctx context.Context, out, claimID, data, key string) ([]Explanation, error) {
	m, err := publish.ReadManifest(out)
	if err != nil {
		return nil, unusable(err)
	}
	o, err := optionsOf(m, data)
	if err != nil {
		return nil, unusable(err)
	}
	o.Pseudonyms = key
	if m.PseudonymKey != "" && m.History != nil && key == "" {
		return nil, unusable(fmt.Errorf("%w: the run wrote pseudonyms and read an earlier run that did; want its key", errKey))
	}
	r, err := prepare(o, zerolog.Nop())
	if err != nil {
		return nil, unusable(err)
	}
	changed, err := r.restore(m)
	if err != nil {
		return nil, unusable(err)
	}
	if err := r.loadRegisters(ctx, ""); err != nil {
		return nil, unusable(err)
	}
	spill, err := os.MkdirTemp("", "vigie-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(spill)
	defer r.close()
	j, err := r.judge(ctx, spill)
	if err != nil {
		return nil, unusable(err)
	}
	defer j.hints.Close()
	defer j.close()
	if err := r.unchanged(m, j); err != nil {
		return nil, unusable(err)
	}
	if m.History != nil {
		past, err := m.History.Past()
		if err != nil {
			return nil, unusable(err)
		}
		if err := r.recallFrom(ctx, past, j); err != nil {
			return nil, unusable(err)
		}
	}
	marks, err := r.mark(ctx, j, spill)
	if err != nil {
		return nil, err
	}
	found, err := r.explain(ctx, claimID, marks)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, unusable(fmt.Errorf("%w: the inputs of %s hold no readable claim of that id", errNoClaim, out))
	}
	for i := range found {
		found[i].Manifest = m
		if changed == nil {
			continue
		}
		if found[i].Changed, err = changed.with(out, claimID, found[i].Kind); err != nil {
			return nil, unusable(err)
		}
	}
	return found, nil
}

// with adds what a run wrote of a claim.
func (c ChangedRules) with(out, claimID string, kind claim.Kind) (*ChangedRules, error) {
	p, err := publish.OpenPublished(out, publish.AnomaliesFile)
	if err != nil {
		return nil, err
	}
	return &c, findings.EachAnomaly(p, func(r *findings.Row) {
		if r.ClaimID == claimID && r.Kind == kind {
			c.Written = append(c.Written, *r)
		}
	})
}

// optionsOf are the options of the run that a manifest tells of.
func optionsOf(m *publish.Manifest, data string) (Options, error) {
	o := Options{Dir: m.DataDir, Registers: m.RegistersDir, Workers: 1}
	if data != "" {
		if m.RegistersDir == filepath.Join(m.DataDir, registersFolder) {
			o.Registers = filepath.Join(data, registersFolder)
		}
		o.Dir = data
	}
	for _, v := range m.Verdicts {
		if rules.ByID(v.Rule) != nil {
			o.Rules = append(o.Rules, v.Rule)
		}
	}
	if len(o.Rules) == 0 {
		return o, fmt.Errorf("%w: this program has none of the rules of the run", errChanged)
	}
	if m.History != nil {
		o.History = m.History.Folder
	}
	if m.Tables != nil {
		o.Layout = DCIRLayout
	}
	var err error
	if o.Encoding, err = tablefile.ParseEncoding(m.Encoding); err != nil {
		return o, err
	}
	for _, d := range []struct {
		text string
		to   *civil.Day
	}{{m.AsOf, &o.AsOf}, {m.From, &o.From}, {m.To, &o.To}} {
		if d.text != "" {
			*d.to, _ = civil.ParseDay([]byte(d.text))
		}
	}
	return o, nil
}

// restore gives the parameters their values of then. It says what the run had that this program has not; nil where the rules are the
// same.
func (r *run) restore(m *publish.Manifest) (*ChangedRules, error) {
	changed := &ChangedRules{RuleSet: rules.Fingerprint()}
	for _, v := range m.Verdicts {
		if rules.ByID(v.Rule) == nil {
			changed.Gone = append(changed.Gone, v.Rule)
		}
	}
	same := changed.RuleSet == m.RuleSet && len(changed.Gone) == 0
	for _, p := range m.Parameters {
		if p.From != fromFile || len(p.Values) == 0 {
			continue
		}
		if err := r.parameters.Set(p.Name, p.Values[0].Value); err != nil {
			if same {
				return nil, err
			}
			changed.Gone = append(changed.Gone, p.Name)
		}
	}
	if same {
		return nil, nil
	}
	return changed, nil
}

// unchanged holds the files that were read against the hashes of the manifest.
func (r *run) unchanged(m *publish.Manifest, j *judged) error {
	now := map[string]string{}
	for _, f := range r.inputs(j) {
		now[f.name] = hex.EncodeToString(f.sum.SHA256[:])
	}
	for _, reg := range r.supplied() {
		for _, f := range reg.Files {
			now[f.Path] = f.SHA256
		}
	}
	var changed []string
	then := map[string]string{}
	for _, in := range m.Inputs {
		then[in.Path] = in.SHA256
	}
	for _, reg := range m.Registers {
		for _, f := range reg.Files {
			then[f.Path] = f.SHA256
		}
	}
	for path, sum := range then {
		if now[path] != sum {
			changed = append(changed, path)
		}
	}
	for path := range now {
		if _, ok := then[path]; !ok {
			changed = append(changed, path)
		}
	}
	if len(changed) > 0 {
		return fmt.Errorf("%w: %s differ from the manifest", errChanged, strings.Join(slices.Sorted(slices.Values(changed)), ", "))
	}
	return nil
}

// explain reads the claims once more and puts every rule to the wanted one: alone, and with what its groups said of it. A
// transport and an act of care may have the same id.
func (r *run) explain(ctx context.Context, claimID string, marks *marks) (found []Explanation, err error) {
	var lock sync.Mutex
	_, err = r.pass(ctx, r.data.claims, func() reader {
		w := r.newWorker()
		return func(t *task) (b batch) {
			t.chunk.Each(&w.line, func(at claimfile.Place) {
				if w.line.ClaimID == claimID {
					lock.Lock()
					defer lock.Unlock()
					found = append(found, w.explain(t, at, marks))
				}
			}, func(tablefile.Reject) {})
			return b
		}
	}, func(batch) {})
	return found, err
}

// explain tells what every rule says of the claim that was just read, unless the claim left the audit before.
func (w *worker) explain(t *task, at claimfile.Place, marks *marks) Explanation {
	e := Explanation{
		Kind: w.line.Kind, Day: w.line.Day(), File: cmp.Or(at.File, t.name), Line: at.Line,
		Cancelled: w.leaves(), Context: !w.run.reports(w.line.Day()),
	}
	if e.Cancelled || e.Context {
		return e
	}
	w.c.Open(&w.line)
	for i, rule := range w.run.auditor.Rules {
		if rule.About != nil {
			continue // it speaks of no claim
		}
		ruling := rules.Ask(rule, w.c)
		var found []rules.Found
		for _, m := range marks.of[t.place(at)] {
			if m.Rule != i {
				continue
			}
			if together, graver := m.With(ruling, w.c); graver {
				ruling, found = together, m.Found
			}
		}
		e.Rulings = append(e.Rulings, Explained{ruling, rules.Describe(w.c, ruling, found...)})
	}
	return e
}
