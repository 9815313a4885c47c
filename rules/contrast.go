package rules

import "vigie/rules/law"

// contrast compares every subject under prior agreement with its peers and reports the verdict on its level and amount. A
// subject for whom the register does not have two periods is not compared.
func (l *Levels) contrast(in *Inquiry, verdict func(in *Inquiry, d *dossier, level, amount measure) Verdict) {
	for i := range l.peers.dossiers {
		d := &l.peers.dossiers[i]
		c := Conduct{SubjectID: d.subject, Object: d.item, Occurrences: 1, Group: d.group}
		if d.second == nil {
			switch {
			case d.unnumbered:
				in.Lacks("agreement_periods.number")
			case in.Registers.Partial["agreement_periods"], !in.Registers.Decides("agreement_periods", d.subject):
				in.Lacks("agreement_periods")
			}
			in.Report(c)
			continue
		}
		x := l.contrastOf(i)
		least := in.Parameters.On(law.PeersMin, d.second.ValidTo)
		level, amount := x.level(least), x.amount(least)
		c.From, c.To, c.Verdict = d.from(), d.second.ValidTo, verdict(in, d, level, amount)
		shown := level
		if c.Size = x.size; !level.above && amountCounts(d) {
			shown, c.Size = amount, x.paidSize
		}
		c.Value, c.Mean, c.Ratio = shown.own, shown.mean, shown.ratio
		in.Report(c, d.found(&x, level, amount)...)
	}
}

// found are the figures of a dossier as facts.
func (d *dossier) found(x *contrast, level, amount measure) []Found {
	counted := Value{"every claim of the subject", "toutes les lignes", "every claim of the subject"}
	if x.onItem {
		counted = Value{"claims of the item", "lignes de cet acte ou service", "claims of the item"}
	}
	return []Found{
		{"item", "agreement_periods", plain(d.item)}, {"counted", "claims", counted},
		{"second_period_to", "agreement_periods", dayValue(d.second.ValidTo)}, {"third_period", "agreement_periods", flagValue(d.third())},
		{"activity_group", "professions", plain(d.group)}, {"peers", "claims", countValue(int(x.size))},
		{"level", "claims", level.own.value()}, {"level_mean", "claims", level.mean.value()}, {"level_ratio", "claims", level.ratio.value()},
		{"amount", "claims", amount.own.euros()}, {"amount_mean", "claims", amount.mean.euros()}, {"amount_ratio", "claims", amount.ratio.value()},
	}
}

// contrast is what a subject billed beside what its peers billed.
type contrast struct {
	onItem      bool // some claims name the item: only those count; otherwise every claim counts
	bills, paid bool // the subject billed something; a reimbursement is known for something
	own, sum    Billed
	size        int64 // peers that billed something
	paidSize    int64 // those of them with a known reimbursement
}

// contrastOf compares the subject of a dossier with those of its peers that billed something: a peer that billed nothing here
// may bill elsewhere, and would lower the mean.
func (l *Levels) contrastOf(index int) contrast {
	var x contrast
	members := l.of[index]
	for _, m := range members {
		x.onItem = x.onItem || m.OnItem.Claims > 0
	}
	for i, m := range members {
		counts := m.All
		if x.onItem {
			counts = m.OnItem
		}
		switch {
		case i == 0:
			x.own, x.bills, x.paid = counts, m.All.Claims > 0, m.All.Paid > 0
		case m.All.Claims > 0:
			x.size++
			x.sum.add(counts)
			if m.All.Paid > 0 {
				x.paidSize++
			}
		}
	}
	return x
}

// measure compares a number of the subject with the mean of its peers: the two, their ratio, and whether the number is above
// the mean, for which the mean is not rounded. It is not known where too few peers have one.
type measure struct {
	own, mean, ratio Ratio
	above, known     bool
}

func measureOf(own, sum Ratio, size int64) measure {
	mean := sum.over(wholeRatio(size))
	return measure{own, mean, own.over(mean), own.TenThousandths*size > sum.TenThousandths, true}
}

// level compares the claims.
func (x *contrast) level(least int64) measure {
	if !x.bills || x.size < least {
		return measure{}
	}
	return measureOf(wholeRatio(x.own.Claims), wholeRatio(x.sum.Claims), x.size)
}

// amount compares what was reimbursed.
func (x *contrast) amount(least int64) measure {
	if !x.paid || x.paidSize < least {
		return measure{}
	}
	return measureOf(eurosRatio(x.own.Reimbursed), eurosRatio(x.sum.Reimbursed), x.paidSize)
}
