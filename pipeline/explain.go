package pipeline

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/rs/zerolog"

	"vigie/pipeline/findings"
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
	Manifest  *findings.Manifest
	Cancelled bool // a reversal took the claim out, or it is a reversal: no rule was put to it
	Context   bool // it lies outside the days that were reported: no rule was put to it
	Kind      claim.Kind
	Day       civil.Day
	File      string
	Line      int64
	Rulings   []Explained
}

// Explained is what one rule says of the claim, with the values that it read.
type Explained struct {
	rules.Ruling
	rules.Finding
}

// explaining collects what is said of the wanted claim while the files are read.
type explaining struct {
	claimID string
	mu      sync.Mutex
	found   []Explanation
}

// Explain reads the inputs of a published run again and tells what every rule says of a claim. The inputs stand where the
// manifest says, or in data where that is not empty; they must be what the run read, byte for byte.
func Explain(ctx context.Context, out, claimID, data string) ([]Explanation, error) {
	m, err := findings.ReadManifest(out)
	if err != nil {
		return nil, unusable(err)
	}
	o, err := optionsOf(m, data)
	if err != nil {
		return nil, unusable(err)
	}
	r, err := prepare(o, zerolog.Nop())
	if err != nil {
		return nil, unusable(err)
	}
	if err := r.restore(m); err != nil {
		return nil, unusable(err)
	}
	if err := r.loadRegisters(); err != nil {
		return nil, unusable(err)
	}
	r.explaining = &explaining{claimID: claimID}
	j, err := r.judge(ctx)
	if err != nil {
		return nil, unusable(err)
	}
	if err := r.unchanged(m, j); err != nil {
		return nil, unusable(err)
	}
	if len(r.explaining.found) == 0 {
		return nil, unusable(fmt.Errorf("%w: the inputs of %s hold no readable claim of that id", errNoClaim, out))
	}
	for i := range r.explaining.found {
		r.explaining.found[i].Manifest = m
	}
	return r.explaining.found, nil
}

// optionsOf are the options of the run that a manifest tells of.
func optionsOf(m *findings.Manifest, data string) (Options, error) {
	o := Options{Dir: m.DataDir, Registers: m.RegistersDir, Workers: 1}
	if data != "" {
		if m.RegistersDir == filepath.Join(m.DataDir, registersFolder) {
			o.Registers = filepath.Join(data, registersFolder)
		}
		o.Dir = data
	}
	for _, v := range m.Verdicts {
		o.Rules = append(o.Rules, v.Rule)
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

// restore gives the parameters their values of then.
func (r *run) restore(m *findings.Manifest) error {
	for _, p := range m.Parameters {
		if p.From == fromFile {
			if err := r.parameters.Set(p.Name, p.Values[0].Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// unchanged holds the files that were read against the hashes of the manifest.
func (r *run) unchanged(m *findings.Manifest, j *judged) error {
	now := map[string]string{}
	for i := range j.files {
		now[j.files[i].name] = hex.EncodeToString(j.files[i].sum.SHA256[:])
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
	if rules.Fingerprint() != m.RuleSet {
		return fmt.Errorf("%w: the rules of this program are not those of the run (%s); want the program that made it", errChanged, m.RuleSet)
	}
	return nil
}

// take puts every rule to the wanted claim, unless it left the audit before.
func (x *explaining) take(w *worker, e Explanation) {
	e.Kind, e.Day = w.line.Kind, w.line.Day()
	if !e.Cancelled && !e.Context {
		w.c.Open(&w.line)
		for _, rule := range w.run.auditor.Rules {
			ruling := rules.Ask(rule, w.c)
			e.Rulings = append(e.Rulings, Explained{ruling, rules.Describe(w.c, ruling)})
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.found = append(x.found, e)
}
