package pipeline

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
	"vigie/pipeline/scratch"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What keeps a claim from being explained.
var (
	// ErrInputChanged is returned where an input differs from the manifest, or this program has none of the rules of the run.
	ErrInputChanged = errors.New("the input is no longer what the run read")
	// ErrNoClaim is returned where the inputs hold no readable claim of that id.
	ErrNoClaim = errors.New("no such claim")
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

// Explained is what one rule says of the claim, with the values that it read.
type Explained struct {
	rules.Ruling
	rules.Finding
}

// Explain reads the inputs of a published run again and gives what every rule says of the claim with that id: one explanation, or two
// where a transport and an act of care have the same id. The inputs are those that the manifest names, or those in data where that is not
// empty; they must be what the run read, byte for byte (ErrInputChanged). A run that read an earlier run and wrote pseudonyms needs its
// key, since the ledger holds pseudonyms alone (judge.ErrKey). Where the rules have changed since the run, those of this program are put
// to the claim, and the explanation also has what the run itself wrote of it. ErrNoClaim says that the inputs hold no such claim.
func Explain(ctx context.Context, out, claimID, data, key string) (_ []Explanation, err error) {
	m, err := publish.ReadManifest(out)
	if err != nil {
		return nil, err
	}
	o, err := optionsOf(m, data)
	if err != nil {
		return nil, err
	}
	o.Pseudonyms = key
	if m.PseudonymKey != "" && m.History != nil && key == "" {
		return nil, fmt.Errorf("%w: the run wrote pseudonyms and read an earlier run that did; want its key", judge.ErrKey)
	}
	a, err := setUp(o, zerolog.Nop(), nil)
	if err != nil {
		return nil, err
	}
	changed, err := restoreParameters(a, m)
	if err != nil {
		return nil, err
	}
	if err := a.loadRegisters(ctx, ""); err != nil {
		return nil, err
	}
	if m.History != nil {
		past, err := m.History.Past(out)
		if err == nil {
			err = usePast(a, past)
		}
		if err != nil {
			return nil, err
		}
	}
	spill := scratch.TempFolder()
	defer func() { err = errors.Join(err, os.RemoveAll(spill)) }()
	defer a.data.Close()
	r, err := a.judgeSingle(ctx, spill)
	if err != nil {
		return nil, err
	}
	defer r.keys.Close()
	defer r.close()
	if err := inputsUnchanged(a, m, r); err != nil {
		return nil, err
	}
	if err := recall(ctx, a, r); err != nil {
		return nil, err
	}
	groups, err := a.judgeGroups(ctx, r, spill)
	if err != nil {
		return nil, err
	}
	found, err := explainClaim(ctx, a, r, claimID, groups)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: the inputs of %s hold no readable claim of that id", ErrNoClaim, out)
	}
	for i := range found {
		found[i].Manifest = m
		if changed == nil {
			continue
		}
		if found[i].Changed, err = changed.with(out, claimID, found[i].Kind); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// optionsOf are the options of the run that a manifest describes.
func optionsOf(m *publish.Manifest, data string) (Options, error) {
	o := Options{Dir: m.DataDir, Registers: m.RegistersDir, Workers: 1}
	if data != "" {
		if m.RegistersDir == filepath.Join(m.DataDir, dataset.RegistersFolder) {
			o.Registers = filepath.Join(data, dataset.RegistersFolder)
		}
		o.Dir = data
	}
	for _, v := range m.Verdicts {
		if rules.ByID(v.Rule) != nil {
			o.Rules = append(o.Rules, v.Rule)
		}
	}
	if len(o.Rules) == 0 {
		return o, fmt.Errorf("%w: this program has none of the rules of the run", ErrInputChanged)
	}
	if m.History != nil {
		o.History = m.History.Folder
	}
	var names []string
	for _, in := range m.Inputs {
		names = append(names, in.Path)
	}
	o.Layout = dataset.LayoutOf(names)
	var err error
	if o.Encoding, err = tablefile.ParseEncoding(m.Encoding); err != nil {
		return o, err
	}
	if o.Instants, err = tablefile.ParseInstants(m.Instants); err != nil {
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

// inputsUnchanged compares the files that were read with the hashes of the manifest.
func inputsUnchanged(a *audit, m *publish.Manifest, r *results) error {
	now := map[string]string{}
	for _, f := range a.data.Accounts(r.rejectsByFile()) {
		now[f.Name] = hex.EncodeToString(f.Sum.SHA256[:])
	}
	for _, reg := range judge.DescribeRegisters(a.registers) {
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
		return fmt.Errorf("%w: %s differ from the manifest", ErrInputChanged, strings.Join(slices.Sorted(slices.Values(changed)), ", "))
	}
	return nil
}

// explainClaim reads the claims once more and puts every rule to the wanted one, alone and in its groups. A transport and an act of care
// may have the same id.
func explainClaim(ctx context.Context, a *audit, r *results, claimID string, groups *judge.GroupRulings) (found []Explanation, err error) {
	err = dataset.Pass(ctx, a.data, a.everything(), func() dataset.Reader[[]Explanation] {
		j := a.setup.NewJudge()
		return func(t *dataset.Task) (list []Explanation, err error) {
			t.Chunk.Each(&j.Line, func(at claimfile.Position) {
				if t.Earlier && r.sent.Has(&j.Line) {
					return // tonight's line stands for it
				}
				if j.Line.ClaimID == claimID {
					e := Explanation{Kind: j.Line.Kind, Day: j.Line.Day(), File: t.File(at), Line: at.Line, Cancelled: a.data.Leaves(&j.Line), Context: !j.Reports(j.Line.Day())}
					if !e.Cancelled && !e.Context {
						e.Rulings = explainRulings(j, groups.Of[t.Position(at)], t.Earlier)
					}
					list = append(list, e)
				}
			}, func(tablefile.Reject) {})
			return list, nil
		}
	}, func(list []Explanation) { found = append(found, list...) })
	return found, err
}

// explainRulings is what every rule says of the claim that was just read, alone and in its groups. Of a claim of an earlier night the ledger
// keeps what rules of groups ask; what the others said stands in the run of that night.
func explainRulings(j *judge.Judge, grouped []rules.GroupRuling, earlier bool) (list []Explained) {
	j.Open()
	for i, rule := range j.Auditor.Rules {
		if rule.About != nil || earlier && rule.Across == nil {
			continue // it speaks of no claim, or of more than the ledger keeps
		}
		ruling := rules.Ask(rule, j.Case)
		var found []rules.Found
		for _, g := range grouped {
			if g.RuleIndex != i {
				continue
			}
			if inGroup, graver := g.Combine(ruling, j.Case); graver {
				ruling, found = inGroup, g.Found
			}
		}
		finding := rules.Describe(j.Case, ruling, found...)
		ruling.Missing = judge.Missing(ruling.Missing, j.Context.Registers)
		list = append(list, Explained{ruling, finding})
	}
	return list
}
