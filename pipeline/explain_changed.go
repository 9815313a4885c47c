package pipeline

import (
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/claim"
)

// ChangedRules says how the rules of this program differ from those of the run, and what the run wrote of the claim with its own.
type ChangedRules struct {
	RuleSet string         // fingerprint of the rules of this program
	Gone    []string       // rules and parameters of the run that this program does not have: they were passed over
	Written []findings.Row // of the claim, in anomalies.parquet
}

// restoreParameters gives the parameters the values that they had in the run. It returns how the rules differ from those of the run, nil
// where they are the same.
func restoreParameters(a *audit, m *publish.Manifest) (*ChangedRules, error) {
	changed := &ChangedRules{RuleSet: rules.Fingerprint()}
	for _, v := range m.Verdicts {
		if rules.ByID(v.Rule) == nil {
			changed.Gone = append(changed.Gone, v.Rule)
		}
	}
	same := changed.RuleSet == m.RuleSet && len(changed.Gone) == 0
	for _, p := range m.Parameters {
		if p.From != judge.FromFile || len(p.Values) == 0 {
			continue
		}
		if err := a.setup.Parameters.Set(p.Name, p.Values[0].Value); err != nil {
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

// with is a copy of the changes, together with what the run wrote of a claim.
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
