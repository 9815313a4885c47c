package pipeline

import (
	"cmp"
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/findings"
	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
)

// publish writes the other tables and the page, has every table read back by the second Parquet implementation, and gives the folder its
// name. Tables are written at the same time, and read back while others are still written.
func (a *audit) publish(ctx context.Context, draft *publish.Draft, r *results, o *Outcome) error {
	defer a.stopwatch.Stage("publish")()
	rejects, err := writeRejects(a, r, draft.Path(publish.RejectsFile))
	if err != nil {
		return err
	}
	if rejected, of, exceeded := a.MaxRejects.exceeded(o); exceeded {
		if err := draft.KeepRejects(rejects); err != nil {
			return err
		}
		return fmt.Errorf("%w: got %d of %d records; want at most %s; see %s.%s",
			ErrTooManyRejects, rejected, of, a.MaxRejects, a.Out, publish.RejectsFile)
	}
	conduct := conductRows(a, r, o)
	var work errgroup.Group
	files := []*parquet.FileInfo{rejects, r.anomalies, nil, nil, r.ledger}
	work.Go(r.ledger.ReadBack)
	work.Go(r.anomalies.ReadBack)
	work.Go(func() (err error) {
		create := func(path string) (*parquet.Writer[findings.Conduct], error) {
			return findings.CreateConduct(path, o.RunID)
		}
		files[2], err = writeTable(conduct, create, draft.Path(publish.ConductFile))
		return err
	})
	work.Go(func() (err error) {
		files[3], err = writeTable(findings.CoverageOf(o.Coverage), findings.CreateCoverage, draft.Path(publish.CoverageFile))
		return err
	})
	if err := cmp.Or(work.Wait(), ctx.Err()); err != nil {
		return err
	}
	m := newManifest(a, o)
	page, err := writePage(draft, m, o, r.page, conduct, a.Lang)
	if err != nil {
		return err
	}
	return draft.Publish(m, append(files, page))
}

// writeTable writes a table and reads it back.
func writeTable[R any](rows []R, create func(path string) (*parquet.Writer[R], error), path string) (*parquet.FileInfo, error) {
	w, err := create(path)
	if err != nil {
		return nil, err
	}
	writeErr := w.Write(rows)
	info, err := w.Close()
	if err := cmp.Or(writeErr, err); err != nil {
		return nil, err
	}
	return info, info.ReadBack()
}

// Verify compares a published folder with its manifest and gives what does not agree, one line each. Where pubkey names the file of a
// public key, the manifest must be signed with that key. An error says that the folder, or the key, cannot be read.
func Verify(out, pubkey string) ([]string, error) {
	var key *publish.PublicKey
	if pubkey != "" {
		var err error
		if key, err = publish.ReadPublicKey(pubkey); err != nil {
			return nil, fmt.Errorf("cannot check the signature: %w", err)
		}
	}
	problems, err := publish.VerifySigned(out, key)
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return lines, nil
}
