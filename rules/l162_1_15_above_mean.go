package rules

import (
	"math/big"

	"vigie/rules/civil"
	"vigie/rules/law"
)

// L162-1-15 I 3° and 4°: a number of prescriptions of transports, or a share of ambulances among the transports prescribed, significantly
// above the mean of the doctors of the same agency or fund, at comparable activity. It is no breach: the director of the fund may begin
// the procedure of R148-1 with it. The text has no number for "significantly"; the speciality stands for a comparable activity.
var prescribesAboveMean = Rule{
	ID:      "l162-1-15-above-mean",
	Title:   Title{"Prescriptions de transport et moyenne", "Transport prescribed against the mean"},
	Cites:   []law.Ref{law.L162_1_15, law.R148_1},
	InForce: law.Since(2004, 8, 17),
	Needs: []string{"transports", "prescription_id", "prescriptions", "prescriptions.prescriber_id", "prescriptions.mode",
		"prescribers", "prescribers.speciality", "professions", "professions.area"},
	Thresholds: []law.Threshold{law.AboveMeanRatio, law.PeersMin},
	About: &About{
		Judge: func(in *Inquiry) {
			in.Prescribed.each(in, func(h *prescriberHalf) {
				bound, least := in.Parameters.On(law.AboveMeanRatio, h.to), in.Parameters.On(law.PeersMin, h.to)
				number, share := h.number(bound, least), h.share(bound, least)
				shown := number
				if !number.above {
					shown = share
				}
				in.Report(Conduct{
					SubjectKind: "prescriber", SubjectID: h.prescriber, From: h.from, To: h.to, Occurrences: 1,
					Verdict: overMean(in, h, number, share), Value: shown.own, Mean: shown.mean, Ratio: shown.ratio, Size: h.size, Group: h.groupName(),
				}, h.found(number, share)...)
			})
		},
		Finds: []string{"half_year_from", "half_year_to", "peer_group", "peers", "transports", "transports_mean", "transports_ratio",
			"ambulances", "ambulance_percent", "ambulance_percent_mean", "ambulance_ratio"},
	},
	FR: "Transports prescrits du {half_year_from} au {half_year_to} : {transports}, contre {transports_mean} en moyenne pour {peers} " +
		"prescripteurs de même spécialité et de même ressort (rapport {transports_ratio}) ; part des ambulances : {ambulance_percent}, contre " +
		"{ambulance_percent_mean} chez eux (rapport {ambulance_ratio}) ; rapport à examiner au-delà de {above_mean_ratio}. Ce n'est pas un " +
		"manquement : c'est la situation que vise L162-1-15 I et par laquelle commence la procédure de R148-1.",
	EN: "Transports prescribed from {half_year_from} to {half_year_to}: {transports}, against {transports_mean} in the mean of {peers} " +
		"prescribers of the same speciality and area (ratio {transports_ratio}); share of ambulances: {ambulance_percent}, against " +
		"{ambulance_percent_mean} of theirs (ratio {ambulance_ratio}); to be looked at over a ratio of {above_mean_ratio}. This is no breach: " +
		"it is the situation of L162-1-15 I, with which the procedure of R148-1 begins.",
	Tests: "In a half-year, neither the number of transports prescribed nor the share of ambulances among them is over above_mean_ratio times the mean of peers.",
	Over: "Activity and patients, which the text wants comparable: the speciality stands for them. Each leg that was billed counts, where the text " +
		"counts prescriptions: one prescription for a long series is many. Half-years that the claims hold in part only. A prescriber who is no " +
		"doctor. A speciality or an area that changed. The text was read in its wording of 1 February 2024 alone.",
	Under: "What other funds reimbursed, and prescriptions that nobody used; prescribers with fewer than 20 transports in a half-year, or with fewer " +
		"peers than peers_min in the claims; the amount, and what there is per patient. A prescription without a mode counts as none for an ambulance.",
}

// NewPrescribed are the counts of no claim; nil where no rule of the auditor asks for them.
func NewPrescribed(a *Auditor) *Prescribed {
	if a.Index(&prescribesAboveMean) < 0 {
		return nil
	}
	return &Prescribed{Counts: map[string]map[civil.Day]PrescribedTransports{}, Unknown: map[civil.Day]string{}}
}

// overMean is the verdict on a half-year as of the day of the run: one measure over the ratio is enough, and both must be known to find
// nothing. A ratio that equals the parameter is within it.
func overMean(in *Inquiry, h *prescriberHalf, number, share measure) Verdict {
	switch {
	case in.AsOf <= h.to:
		return NotApplicable // the half-year still runs
	case h.own.All < law.AboveMeanTransports:
		in.Lacks("transports")
	case h.blame != "":
		in.Lacks(h.blame)
	case !number.known:
		in.Lacks("professions")
	case !number.above && !share.known:
		in.Lacks("prescriptions.mode")
	}
	return Review.If(number.above || share.above)
}

// number compares the transports with the mean of the peers.
func (h *prescriberHalf) number(bound, least int64) measure {
	if h.blame != "" || h.size < max(least, 1) {
		return measure{}
	}
	return fractions(1, h.own.All, 1, h.peers.All, h.size, bound)
}

// share compares the percentage of ambulances with that of the peers together: a mean in which each transport counts as one, so that a
// peer with few transports does not weigh as much as one with many.
func (h *prescriberHalf) share(bound, least int64) measure {
	if h.blame != "" || h.size < max(least, 1) || h.own.UnknownMode+h.peers.UnknownMode > 0 {
		return measure{}
	}
	return fractions(100, h.own.Ambulance, h.own.All, h.peers.Ambulance, h.peers.All, bound)
}

// fractions compares a/b of a subject with c/d of its peers, each shown times the unit. It is above where a/b is over c/d times the bound,
// which is in hundredths; nothing is rounded for that.
func fractions(unit, a, b, c, d, bound int64) measure {
	quotient := func(n, by int64) Ratio { return Ratio{n, true}.over(Ratio{by, true}) }
	own, mean := new(big.Int).Mul(big.NewInt(a), big.NewInt(d)), new(big.Int).Mul(big.NewInt(b), big.NewInt(c))
	m := measure{own: quotient(unit*a, b), mean: quotient(unit*c, d), known: true}
	if own.IsInt64() && mean.IsInt64() {
		m.ratio = quotient(own.Int64(), mean.Int64())
	}
	m.above = own.Mul(own, big.NewInt(100)).Cmp(mean.Mul(mean, big.NewInt(bound))) > 0
	return m
}

// groupName says who the peers are.
func (h *prescriberHalf) groupName() string {
	if h.blame != "" {
		return ""
	}
	return "speciality " + h.group.profession + ", area " + h.group.area
}

func (h *prescriberHalf) found(number, share measure) []Found {
	var ambulances Value // not known where some modes are not
	if share.known {
		ambulances = countValue(int(h.own.Ambulance))
	}
	return []Found{
		dayFound("half_year_from", h.from), dayFound("half_year_to", h.to),
		{"peer_group", "prescribers", plain(h.groupName())}, {"peers", "claims", countValue(int(h.size))},
		{"transports", "claims", number.own.value()}, {"transports_mean", "claims", number.mean.value()},
		{"transports_ratio", "claims", number.ratio.value()}, {"ambulances", "prescriptions", ambulances},
		{"ambulance_percent", "prescriptions", share.own.percent()}, {"ambulance_percent_mean", "prescriptions", share.mean.percent()},
		{"ambulance_ratio", "prescriptions", share.ratio.value()},
	}
}
