package pipeline

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
)

// ledgerDays is how far back the ledger reaches, the day of the run included.
const ledgerDays = 365

// asOf is the day that counts as today: the one that was given, or the latest in tonight's files, a few implausible days left out.
func asOf(a *audit, r *results) civil.Day {
	if a.AsOf.Known() {
		return a.AsOf
	}
	day, _, _ := horizon(a, r).AsOf()
	return day
}

// horizon is that of tonight's claims: of those that stay or, where an earlier night decides which these are, of all.
func horizon(a *audit, r *results) *judge.Horizon { return cmp.Or(a.horizon, r.Horizon) }

// Which earlier run is the history of a night. It is always of the past (publish.Latest). A night that is run again, in the same folder and
// with the same day, takes what it took the first time, so that it gives the same bytes: the run that its manifest names, or none. Where
// that run is gone, or another one stands in its place, there is nothing to repeat: the history is chosen as for a first run, and a warning
// says so. That is also how later nights are put right after a night on which they rest was run again: run again, oldest first, each finds
// another run in the place of its history and takes it.

// settleDay warns of days that were left out when the day of the run was taken from the claims. Where no claim tells it, the history does.
func settleDay(a *audit, r *results) error {
	switch day, cells, latest := horizon(a, r).AsOf(); {
	case a.AsOf.Known():
	case cells > 0:
		a.log.Warn().Int64("cells", cells).Str("latest", latest.String()).Str("as_of", day.String()).
			Msg("days of sent_on or paid_on far behind all others do not count for the day of the run; --as-of names it")
	case !day.Known() && a.History != "":
		return findPast(a, day)
	}
	return nil
}

// pairReversals decides which claims of joined tables leave because a row reverses them. The act may stand in the ledger of an earlier
// night, which is looked for first: what came with the reversal is then the new bill, and is judged.
func pairReversals(ctx context.Context, a *audit) error {
	if a.History != "" && a.data.NamesOriginals() {
		day := a.AsOf
		if !day.Known() && !a.looked {
			a.horizon = judge.NewHorizon()
			if err := dataset.EachClaim(ctx, a.data, a.horizon.Add); err != nil {
				return err
			}
			day, _, _ = a.horizon.AsOf()
		}
		if err := findPast(a, day); err != nil {
			return err
		}
	}
	return a.data.PairReversals(ctx, a.past, a.setup.Pseudonyms.Of)
}

// findPast finds the earlier run whose ledger counts on a day, unless that was done before. Where the day is not known, since no claim tells
// it, the day of the run is that of the run that OUT holds, or else of the newest in the history.
func findPast(a *audit, day civil.Day) error {
	if a.looked {
		return nil
	}
	nights, err := publish.Nights(a.History)
	if err != nil {
		return err
	}
	if !day.Known() && (a.replaced != nil || len(nights) > 0) {
		day = cmp.Or(a.replaced, newest(nights)).AsOf
		a.AsOf = day
		a.log.Warn().Str("as_of", day.String()).Msg("no claim tells the day of the run: it is that of the history; --as-of names it")
	}
	night, err := chooseNight(a, nights, day)
	if err != nil {
		return err
	}
	if night == nil {
		a.looked = true
		return nil
	}
	if stale := publish.StaleChain(nights, night); len(stale) > 0 {
		a.log.Warn().Strs("stale", namesOf(stale)).
			Msg("the history is stale: a run on which it rests was replaced or is gone; run the stale nights again, oldest first, and then this one")
	}
	return usePast(a, &night.Past)
}

// newest is the last of the nights; nil where there is none.
func newest(nights []*publish.Night) *publish.Night {
	if len(nights) == 0 {
		return nil
	}
	return nights[len(nights)-1]
}

// chooseNight chooses the history of a run; nil for none.
func chooseNight(a *audit, nights []*publish.Night, day civil.Day) (*publish.Night, error) {
	latest, err := publish.Latest(nights, a.Out, day, func() ([]string, error) { return inputSums(a) })
	if err != nil {
		return nil, err
	}
	again := a.replaced != nil && a.replaced.AsOf == day
	if again && a.replaced.History != nil {
		first := a.replaced.History
		if at := slices.IndexFunc(nights, func(n *publish.Night) bool { return n.IsHistory(first) }); at >= 0 {
			return nights[at], nil
		}
		if past, err := first.Past(a.Out); err == nil { // outside the folder that --history names
			return publish.NightOf(past.Folder)
		}
		e := a.log.Warn().Str("had", filepath.Base(first.Folder)).Str("had_run", first.RunID)
		if latest != nil {
			e.Str("takes", latest.Name).Str("takes_run", latest.RunID)
		}
		e.Msg("the history of the run that is replaced is gone, or another run is in its place: the history is chosen as for a first run")
	}
	switch {
	case latest == nil:
		a.log.Warn().Str("history", a.History).Str("as_of", day.String()).Int("runs", len(nights)).Msg("the history holds no earlier run: nothing was found across nights")
	case again && a.replaced.History == nil:
		a.log.Warn().Str("passed_over", latest.Name).
			Msg("the run that is replaced took no history, and neither does this one: nothing was found across nights; remove OUT to have the history chosen anew")
		return nil, nil
	}
	return latest, nil
}

// usePast takes an earlier run for the history. It refuses (publish.ErrHistory) a ledger or a conduct that was changed, and one whose persons have
// pseudonyms of another key.
func usePast(a *audit, past *publish.Past) error {
	if err := past.Check(); err != nil {
		return err
	}
	if got, want := past.PseudonymKey, a.setup.Pseudonyms.Fingerprint(); got != want {
		return fmt.Errorf("%w: the run in %s was made with another pseudonym key: got %s; want %s", publish.ErrHistory, past.Folder,
			cmp.Or(got, "none"), cmp.Or(want, "none"))
	}
	conduct, err := conductOf(past)
	if err != nil {
		return fmt.Errorf("%w: %w", publish.ErrHistory, err)
	}
	a.past, a.conduct, a.looked = past, conduct, true
	return nil
}

// conductOf are the rows about subjects of an earlier run, by id.
func conductOf(past *publish.Past) (map[string]findings.StandingConduct, error) {
	run, err := publish.OpenPublished(past.Folder, publish.ConductFile)
	if err != nil {
		return nil, err
	}
	conduct := map[string]findings.StandingConduct{}
	return conduct, findings.EachStandingConduct(run, func(c findings.StandingConduct) {
		c.ID = strings.Clone(c.ID)
		conduct[c.ID] = c
	})
}

// inputSums are the SHA-256 of tonight's claim files, sorted. Those that were not read yet are hashed.
func inputSums(a *audit) ([]string, error) {
	var sums []string
	for _, f := range a.data.Accounts(nil) {
		sum := hex.EncodeToString(f.Sum.SHA256[:])
		if f.Sum.SHA256 == [32]byte{} {
			var err error
			if _, sum, err = publish.HashFile(filepath.Join(a.Dir, f.Name)); err != nil {
				return nil, err
			}
		}
		sums = append(sums, sum)
	}
	slices.Sort(sums)
	return sums, nil
}

// takeReplaced finds the run that OUT holds and that is about to be replaced. Of one whose manifest cannot be read nothing is known.
func takeReplaced(a *audit) {
	if !a.Replace {
		return
	}
	var err error
	if a.replaced, err = publish.NightOf(a.Out); err != nil {
		a.log.Warn().Err(err).Msg("the run that is replaced cannot be read: its history is not known, and is chosen as for a first run")
	}
	if a.replaced != nil && a.replaced.History != nil && a.History == "" {
		a.log.Warn().Str("had", filepath.Base(a.replaced.History.Folder)).Msg("the run that is replaced had a history, and without --history this one has none")
	}
}

// warnOfResting names the later nights that rest on what was replaced. They are looked for beside OUT too, where no history is named: what
// cannot be read there is none of them, since no run would have taken its history from such a folder.
func warnOfResting(a *audit) {
	if a.replaced == nil {
		return
	}
	folders := []string{filepath.Dir(filepath.Clean(a.Out))}
	if a.History != "" && publish.Beside(a.History, folders[0]) != "." {
		folders = append(folders, a.History)
	}
	var stale, hold []string
	for _, folder := range folders {
		nights, err := publish.Nights(folder)
		if err != nil {
			continue
		}
		for _, n := range publish.Resting(nights, a.replaced) {
			list := &hold
			if n.Stale != "" {
				list = &stale
			}
			if !slices.Contains(*list, n.Name) {
				*list = append(*list, n.Name)
			}
		}
	}
	if len(stale) > 0 {
		a.log.Warn().Strs("stale", stale).Msg("later nights rest on the run that was replaced: they are stale until they are run again, oldest first")
	}
	if len(hold) > 0 {
		a.log.Warn().Strs("nights", hold).Msg("later nights rest on the run that was replaced: it came out the same, so that they hold")
	}
}

func namesOf(nights []*publish.Night) []string {
	var names []string
	for _, n := range nights {
		names = append(names, n.Name)
	}
	return names
}
