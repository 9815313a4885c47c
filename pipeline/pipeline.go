// Package pipeline carries claims from files to findings: open, decode, judge, publish. The whole flow of an audit is Audit.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// How a run may end, beside the errors of the system.
var (
	// ErrUnusable is returned where the input or OUT cannot be used; its text says what was found and what was wanted.
	ErrUnusable = errors.New("unusable")
	// ErrBusy is returned where another run holds OUT.
	ErrBusy = findings.ErrBusy
	// ErrTooManyRejects is returned where more records were rejected than were allowed.
	ErrTooManyRejects = errors.New("too many records were rejected")
)

// Options of a run.
type Options struct {
	Dir        string // folder of the claims
	Layout     Layout // of its files
	Out        string // folder to publish
	Registers  string // folder of the registers; empty for Dir/registers
	Encoding   tablefile.Encoding
	History    string    // folder of earlier runs, or of one; empty for none
	Params     string    // file of parameters; empty for the defaults
	Rules      []string  // ids of the rules to apply; empty for all
	AsOf       civil.Day // the day that counts as today; zero for the latest day in the input
	From, To   civil.Day // days of the claims that are reported; zero for no bound
	Workers    int
	Memory     int64 // bytes for what grows with the claims; 0 for DefaultMemory
	Replace    bool
	Quiet      bool                          // no heartbeat
	Watch      func(*Progress) (stop func()) // shows how far the run is, in the place of the heartbeat; nil for that
	Summary    func(*Outcome)                // tells what a run that went well came to, in the place of the summary event; nil for that
	MaxRejects RejectLimit
	Lang       string                                  // of the report; empty for French
	Pseudonyms string                                  // file of the key for pseudonyms; empty to write identifiers as they are
	Exit       func(*Outcome) (code int, words string) // how the end of the run is told to the shell, for the manifest
	Version    string                                  // of the program
	Meter      *Meter                                  // that sees how far the run comes; nil for none
	Sign       string                                  // file of the private key that signs the manifest; empty for nobody
}

// DefaultMemory is what a run may hold of the claims at a time before it turns to the disk.
const DefaultMemory = 160 << 20

// run is an audit under way.
type run struct {
	Options
	data          *dataset
	joined        *dcir.Result // what the DCIR tables came to; nil for another layout
	registers     *register.Set
	unread        *rejectLog // of the registers
	only          []string   // names of the registers that are wanted; nil for all
	parameters    *law.Parameters
	parameterFile *findings.ParameterFile // nil for the defaults
	signer        *findings.Signer        // of the manifest; nil for nobody
	auditor       *rules.Auditor
	context       *claim.Context
	peers         *rules.Peers
	reversed      [2]claimfile.CancelledIDs // by kind of claim
	passed        bool                  // the claims were read once
	repeated      places                // claims whose id stood before
	pseudonyms    *pseudonyms           // nil where identifiers are written as they are
	past          *findings.Past        // whose ledger is read; nil where there is none
	tonight       claimIDs              // that hide those of earlier nights
	groups        groupSet              // of tonight's claims
	ledgerFrom    civil.Day             // first day of the ledger
	survey        bool                  // only to learn how far the rules could decide
	log           zerolog.Logger
	progress      Progress
	clock         stopwatch
}

// Audit judges the claims of a folder and publishes what it found. OUT appears whole or not at all.
func Audit(ctx context.Context, o Options, log zerolog.Logger) (*Outcome, error) {
	r, err := prepare(o, log)
	if err != nil {
		return nil, unusable(err)
	}
	o.Meter.watch(r)
	draft, err := findings.Begin(o.Out, o.Replace)
	if err != nil {
		return nil, unusable(err)
	}
	draft.Sign(r.signer)
	outcome, err := r.audit(ctx, draft)
	if err = errors.Join(err, draft.Discard()); err != nil {
		return nil, unusable(err)
	}
	r.summarise(outcome)
	return outcome, nil
}

func (r *run) audit(ctx context.Context, draft *findings.Draft) (*Outcome, error) {
	switch {
	case r.Watch != nil:
		defer r.Watch(&r.progress)()
	case !r.Quiet:
		defer r.progress.beat(r.log)()
	}
	if err := r.loadRegisters(ctx, draft.Path(spillFolder)); err != nil {
		return nil, err
	}
	defer r.unread.Close()
	defer easeCollector()()
	judged, outcome, err := r.judged(ctx, draft)
	if err != nil {
		return nil, err
	}
	defer judged.close()
	r.Meter.came(outcome, judged.clock)
	if err := r.publish(ctx, draft, judged, outcome); err != nil {
		return nil, err
	}
	return outcome, nil
}

// judged is what the rules say of every claim, alone and together, those of earlier nights beside. It leaves the findings and the
// ledger for the next night in the draft; the folder for what memory does not hold is gone again when it is done.
func (r *run) judged(ctx context.Context, draft *findings.Draft) (j *judged, o *Outcome, err error) {
	spill := draft.Path(spillFolder)
	defer func() { err = errors.Join(err, r.close(), os.RemoveAll(spill)) }()
	if j, err = r.judge(ctx, spill); err != nil {
		return nil, nil, err
	}
	all := j
	defer func() {
		if err = errors.Join(err, all.hints.Close()); err != nil {
			err = errors.Join(err, all.close())
		}
	}()
	if err := r.readable(j); err != nil {
		return nil, nil, err
	}
	if r.History != "" {
		if err := r.recall(ctx, j); err != nil {
			return nil, nil, err
		}
	}
	marks, err := r.mark(ctx, j, spill)
	if err != nil {
		return nil, nil, err
	}
	o = r.newOutcome(j)
	r.tellUnknown(o.files)
	if err := r.tell(ctx, j, marks, draft, o); err != nil {
		return nil, nil, err
	}
	r.conclude(o, j)
	return j, o, nil
}

// prepare finds out what there is to do, without reading a claim.
func prepare(o Options, log zerolog.Logger) (*run, error) {
	r := &run{Options: o, log: log}
	r.clock = stopwatch{started: time.Now(), progress: &r.progress}
	chosen, err := choose(o.Rules)
	if err != nil {
		return nil, err
	}
	if o.Sign != "" {
		if r.signer, err = findings.ReadSigner(o.Sign); err != nil {
			return nil, fmt.Errorf("cannot sign: %w", err)
		}
	}
	r.auditor = rules.NewAuditor(chosen)
	if r.parameters, r.parameterFile, err = parametersOf(o.Params); err != nil {
		return nil, err
	}
	if o.Pseudonyms != "" {
		if r.pseudonyms, err = readPseudonymKey(o.Pseudonyms); err != nil {
			return nil, err
		}
	}
	if r.data, err = openDataset(o.Dir, o.Registers, o.Layout); err != nil {
		return nil, err
	}
	return r, nil
}

// choose gives the rules of those ids, in catalogue order.
func choose(ids []string) ([]*rules.Rule, error) {
	all := rules.All()
	if len(ids) == 0 {
		return all, nil
	}
	for _, id := range ids {
		if rules.ByID(id) == nil {
			return nil, fmt.Errorf("%w: no rule %q; want ids that vigie rules lists", ErrUnusable, id)
		}
	}
	return slices.DeleteFunc(all, func(r *rules.Rule) bool { return !slices.Contains(ids, r.ID) }), nil
}

// loadRegisters reads what the registers say. A run without registers is allowed: what rests on them stays undecided. Rejects
// wait in a folder, as those of claims do; without one the first few alone are kept.
func (r *run) loadRegisters(ctx context.Context, spill string) (err error) {
	defer r.clock.stage("registers")()
	if r.unread, err = newRejectLog(spill); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.unread.Close())
		}
	}()
	r.registers = new(register.Set)
	if r.data.registers != "" {
		set, err := register.Load(r.data.registers, register.Options{Encoding: r.Encoding, Workers: r.Workers, Context: ctx, Reject: r.unread.add, Only: r.only})
		if err != nil {
			return err
		}
		r.registers = set
		if unknown := set.UnknownFiles(); len(unknown) > 0 {
			r.log.Warn().Strs("files", unknown).Msg("files beside the registers that no register is named after")
		}
	}
	r.context = &claim.Context{Registers: r.registers.Registers(), Calendar: r.registers.Calendar(), Parameters: r.parameters}
	if r.pseudonyms != nil && r.History != "" {
		r.context.Pseudonym = r.pseudonyms.of
	}
	r.peers = rules.NewPeers(r.context.Registers)
	return nil
}

// unusable marks the errors that lie in what the run was given, so that a script can tell them from a failure.
func unusable(err error) error {
	if errors.Is(err, errMoved) {
		return err
	}
	for _, target := range []error{
		ErrNoClaims, errNothingRead, fs.ErrNotExist, findings.ErrExists, findings.ErrForeign, findings.ErrHistory, findings.ErrKey, errKey, claimfile.ErrMissingColumn,
		dcir.ErrMissingColumn, dcir.ErrMissingTable, dcir.ErrPackedRow, register.ErrMissingColumn, register.ErrSuppression, law.ErrParameter, errChanged, errNoClaim, errStep, errReview, tablefile.ErrNotATable, tablefile.ErrCorrupt, tablefile.ErrLimit,
	} {
		if errors.Is(err, target) {
			return fmt.Errorf("%w: %w", ErrUnusable, err)
		}
	}
	return err
}

// Verify holds a published folder against its manifest and gives what does not agree, one line each. Where the file of a
// public key is named, the manifest must be signed with it.
func Verify(out, pubkey string) ([]string, error) {
	var key *findings.PublicKey
	if pubkey != "" {
		var err error
		if key, err = findings.ReadPublicKey(pubkey); err != nil {
			return nil, unusable(fmt.Errorf("cannot check the signature: %w", err))
		}
	}
	problems, err := findings.VerifySigned(out, key)
	if err != nil {
		return nil, unusable(err)
	}
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return lines, nil
}
