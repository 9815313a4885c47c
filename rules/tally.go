package rules

// Tally counts verdicts. One belongs to one worker; they are added up at the end.
type Tally struct {
	auditor  *Auditor
	claims   [slots]int64 // claims judged, by slot
	verdicts [][numVerdicts]int64
	lifted   []int64
	missing  []missingCounts
}

// blames is what left a rule undecided, and how many claims. A list does for the few things there are, and claim after claim has the
// same to blame.
type missingCounts []MissingCount

type MissingCount struct {
	What   string
	Claims int64
}

func (b *missingCounts) add(what string, claims int64) {
	for i := range *b {
		if (*b)[i].What == what {
			(*b)[i].Claims += claims
			return
		}
	}
	*b = append(*b, MissingCount{what, claims})
}

// byName is nil where nothing is to blame.
func (b missingCounts) byName() (claims map[string]int64) {
	for _, x := range b {
		if claims == nil && x.Claims != 0 {
			claims = map[string]int64{}
		}
		if x.Claims != 0 {
			claims[x.What] = x.Claims
		}
	}
	return claims
}

// NewTally counts for an auditor.
func (a *Auditor) NewTally() *Tally {
	n := len(a.Rules)
	return &Tally{auditor: a, verdicts: make([][numVerdicts]int64, n), lifted: make([]int64, n), missing: make([]missingCounts, n)}
}

func (t *Tally) count(rule int, r *Ruling) {
	t.verdicts[rule][r.Verdict]++
	if r.Lifted {
		t.lifted[rule]++
	}
	if r.Verdict == InsufficientData {
		t.missing[rule].add(r.Missing, 1)
	}
}

// Revise takes back what a rule said of a claim alone for what it says of it among others.
func (t *Tally) Revise(rule int, alone, combined *Ruling) {
	t.verdicts[rule][alone.Verdict]--
	if alone.Lifted {
		t.lifted[rule]--
	}
	t.count(rule, combined)
}

// Add adds what another tally of the same auditor counted.
func (t *Tally) Merge(o *Tally) {
	for s, n := range o.claims {
		t.claims[s] += n
	}
	for i := range o.verdicts {
		for v, n := range o.verdicts[i] {
			t.verdicts[i][v] += n
		}
		t.lifted[i] += o.lifted[i]
		for _, b := range o.missing[i] {
			t.missing[i].add(b.What, b.Claims)
		}
	}
}

// Subtract takes back what another tally of the same auditor counted.
func (t *Tally) Subtract(o *Tally) {
	for s, n := range o.claims {
		t.claims[s] -= n
	}
	for i := range o.verdicts {
		for v, n := range o.verdicts[i] {
			t.verdicts[i][v] -= n
		}
		t.lifted[i] -= o.lifted[i]
		for _, b := range o.missing[i] {
			t.missing[i].add(b.What, -b.Claims)
		}
	}
}

// Coverage is how far one rule could judge: claims by verdict, and what was missing where it could not. Of a rule about
// subjects it counts the requests, subjects or targets that the rule looked at.
type Coverage struct {
	Rule     *Rule
	Verdicts [numVerdicts]int64
	Lifted   int64            // of the compliant, those that an exception lifted
	Blamed   map[string]int64 // column or register → claims that it left undecided
}

// Coverage lists every rule of the auditor in catalogue order.
func (t *Tally) Coverage() []Coverage {
	outside := make([]int64, len(t.verdicts))
	for s, n := range t.claims {
		if n == 0 {
			continue
		}
		for i := range outside {
			outside[i] += n
		}
		for i := range t.auditor.checks[s] {
			outside[t.auditor.checks[s][i].index] -= n
		}
	}
	list := make([]Coverage, len(t.verdicts))
	for i, r := range t.auditor.Rules {
		list[i] = Coverage{r, t.verdicts[i], t.lifted[i], t.missing[i].byName()}
		if r.About == nil {
			list[i].Verdicts[NotApplicable] += outside[i]
		}
	}
	return list
}

// Claims is how many claims were judged.
func (t *Tally) Claims() int64 {
	var n int64
	for _, claims := range t.claims {
		n += claims
	}
	return n
}
