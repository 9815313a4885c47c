package pipeline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/rs/zerolog"

	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/group"
	"vigie/pipeline/judge"
	"vigie/pipeline/progress"
	"vigie/pipeline/publish"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/law"
)

// audit is a run under way: what was set up for it, and what its steps share.
type audit struct {
	Options
	log       zerolog.Logger
	progress  *progress.Progress
	stopwatch *progress.Stopwatch
	signer    *publish.Signer // of the manifest; nil for nobody

	data          *dataset.Dataset
	registersDir  string // empty where there are none
	registers     *register.Set
	unread        *rejectLog // records of registers that could not be read
	setup         *judge.Setup
	parameterFile *publish.ParameterFile              // nil for the defaults
	past          *publish.Past                       // the earlier run whose ledger is read; nil where there is none, or it was not looked for yet
	looked        bool                                // for it
	conduct       map[string]findings.StandingConduct // its rows about subjects, by id
	replaced      *publish.Night                      // the run that OUT holds and that is replaced; nil for none
	horizon       *judge.Horizon                      // of all claims, where the earlier run was looked for before they were judged; nil otherwise
	ledger        *dataset.Input                      // its claims; nil likewise
	survey        *Survey                             // of a run that only learns how far the rules could decide; nil for an audit
}

// setUp finds out what there is to do, without reading a claim. A survey is told of what an audit would refuse; nil for an audit.
func setUp(o Options, log zerolog.Logger, survey *Survey) (*audit, error) {
	a := &audit{Options: o, log: log, progress: new(progress.Progress), survey: survey}
	a.Memory = cmp.Or(o.Memory, DefaultMemory)
	a.stopwatch = progress.Start(a.progress)
	chosen, err := judge.Choose(o.Rules)
	if err != nil {
		return nil, err
	}
	if o.Sign != "" {
		if a.signer, err = publish.ReadSigner(o.Sign); err != nil {
			return nil, fmt.Errorf("cannot sign: %w", err)
		}
	}
	a.setup = &judge.Setup{Auditor: rules.NewAuditor(chosen), From: o.From, To: o.To}
	if o.Meter != nil {
		a.setup.Now = time.Now
	}
	if a.setup.Parameters, a.parameterFile, err = readParameters(o.Params); err != nil {
		return nil, err
	}
	if o.Pseudonyms != "" {
		if a.setup.Pseudonyms, err = readPseudonymKey(o.Pseudonyms); err != nil {
			return nil, err
		}
	}
	a.registersDir = dataset.Registers(o.Dir, o.Registers)
	of := dataset.Options{Dir: o.Dir, Layout: o.Layout, Encoding: o.Encoding, Instants: o.Instants, Workers: o.Workers, Memory: a.Memory, Progress: a.progress}
	if survey != nil {
		of.NoSums, of.Refuse = true, survey.refuse
	}
	a.data, err = dataset.Open(of)
	return a, err
}

// readParameters reads a parameter file over the defaults, and describes the file for the manifest.
func readParameters(path string) (*law.Parameters, *publish.ParameterFile, error) {
	if path == "" {
		return law.Defaults(), nil, nil
	}
	text, err := tablefile.ReadSmall(path, judge.MaxParameterText, law.ErrParameter)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the parameters: %w", err)
	}
	p, err := judge.Parameters(path, text)
	sum := sha256.Sum256(text)
	return p, &publish.ParameterFile{Path: path, SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(text))}, err
}

// readPseudonymKey reads the key for pseudonyms. It may come through a pipe, so that it need not be on the disk at all.
func readPseudonymKey(path string) (*judge.Pseudonyms, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", judge.ErrKey, err)
	}
	return judge.NewPseudonyms(path, key)
}

// loadRegisters reads the registers. A run without registers is allowed: what rests on them stays undecided. Rejects wait in the folder
// spill, as those of claims do; without a folder only the first few are held.
func (a *audit) loadRegisters(ctx context.Context, spill string) (err error) {
	defer a.stopwatch.Stage("registers")()
	if a.unread, err = newRejectLog(spill); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.unread.Close())
		}
	}()
	a.registers = new(register.Set)
	if a.registersDir != "" {
		of := register.Options{Encoding: a.Encoding, Instants: a.Instants, Workers: a.Workers, Context: ctx, Reject: a.unread.add}
		if a.survey != nil {
			of.Refuse = func(name string, err error) { a.survey.refuse("register "+name, err) }
		}
		set, err := register.Load(a.registersDir, of)
		if err != nil && a.survey != nil && ctx.Err() == nil {
			a.survey.refuse(a.registersDir, err)
			set, err = new(register.Set), nil
		}
		if err != nil {
			return err
		}
		a.registers = set
		if unknown := set.UnknownFiles(); len(unknown) > 0 {
			a.log.Warn().Strs("files", unknown).Msg("files beside the registers that no register is named after")
		}
		for _, r := range set.Supplied() {
			if r.Rejected > 0 {
				a.log.Warn().Str("register", r.Name).Int("rows", r.Rejected).Msg("rows of a register cannot be read, or contradict others: " + r.Unread())
			}
			if r.Rows == 0 {
				a.log.Warn().Str("register", r.Name).Msg("a register has no row that can be read: it counts as not supplied")
			}
		}
	}
	a.setup.Consult(a.registers, a.History != "")
	return nil
}

// everything is the claims of tonight and, where there is one, the ledger of an earlier night.
func (a *audit) everything() []*dataset.Input {
	all := a.data.Inputs()
	if a.ledger != nil {
		all = append(all[:len(all):len(all)], a.ledger)
	}
	return all
}

// grouping is how claims are brought together by a key.
func (a *audit) grouping(spill string) group.Options {
	return group.Options{Dir: spill, Memory: a.Memory, Workers: a.Workers}
}
