package rules

import (
	"math/big"
	"strconv"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-11-1 to -5, repealed: each year the agency and the fund drew up, for every establishment, the balance of the transports
// prescribed there. A growth over the forecast rate of the year could lead to a contract. Each yearly order of the ministers
// set its own rate: it is a parameter, and without it there is no verdict.
var yearlyBalance = Rule{
	ID:      "r322-11-yearly-balance",
	Title:   Title{"Bilan annuel des transports prescrits", "Yearly balance of prescribed transport"},
	Cites:   []law.Ref{law.R322_11_1, law.R322_11_2, law.R322_11_5},
	InForce: law.Since(2011, 3, 24).Until(2017, 4, 9),
	Needs: []string{"transport_forecast_rate", "transports", "prescription_id", "prescriptions", "prescriptions.prescriber_facility",
		"amount_reimbursed"},
	Thresholds: []law.Threshold{law.TransportForecastRate},
	About: &About{
		Judge: func(in *Inquiry) {
			in.Balance.each(in, func(y *balanceYear) {
				rate := in.Parameters.On(law.TransportForecastRate, y.to)
				in.Report(Conduct{
					SubjectKind: "facility", SubjectID: y.facility, From: y.from, To: y.to, Occurrences: 1,
					Verdict: overForecast(in, y, rate), Value: y.growth(), Threshold: Ratio{rate * 100, true},
				}, y.found(rate)...)
			})
		},
		Finds: []string{"year", "spent", "spent_before", "growth_percent", "excess", "trips", "trips_before", "unpaid", "unpaid_before",
			"payment_bound", "savings_bound"},
	},
	FR: "Transports prescrits dans l'établissement en {year} : {spent} remboursés, contre {spent_before} l'année précédente, soit " +
		"{growth_percent} % de plus pour un taux prévisionnel de {transport_forecast_rate} % ; dépassement {excess}. Bornes des articles : " +
		"versement d'au plus {payment_bound} des dépenses de l'année, reversement d'au plus {savings_bound} des économies d'un contrat.",
	EN: "Transports prescribed in the establishment in {year}: {spent} reimbursed, against {spent_before} the year before, a growth of " +
		"{growth_percent}% for a forecast rate of {transport_forecast_rate}%; excess {excess}. Bounds of the articles: a payment of at " +
		"most {payment_bound} of the year's spending, a return of at most {savings_bound} of what a contract saved.",
	Tests: "What was reimbursed of the transports that an establishment prescribed did not grow, over the year before, by more than the forecast rate.",
	Over: "A year before that the claims hold in part only, or that was paid in part; one rate for both years, where each had its own; " +
		"an establishment that is no établissement de santé. Activity and patients, which R322-11-2 weighs, are for a person.",
	Under: "A year that the claims hold in part only; what other funds reimbursed; an establishment under two numbers; an amount of spending " +
		"over the one that the ministers set (R322-11-1), which no parameter holds.",
}

// overForecast is the verdict on a year as of the day of the run. A growth that equals the rate is within it.
func overForecast(in *Inquiry, y *balanceYear, rate int64) Verdict {
	forecast := in.Parameters.Definition(law.TransportForecastRate)
	switch {
	case in.AsOf <= y.to:
		return NotApplicable // the year still runs
	case rate == 0 && !forecast.Set: // somebody who sets 0 means 0
		in.Lacks(forecast.Name)
	case y.before.Claims == 0:
		in.Lacks("transports")
	case y.before.Paid == 0, y.now.Paid == 0:
		in.Lacks("amount_reimbursed")
	case y.before.Reimbursed <= 0:
		in.Lacks("transports") // nothing was spent that could have grown
	}
	return Review.If(y.excess(rate).Sign() > 0)
}

// excess is what was spent beyond the forecast, in ten-thousandths of a cent. The product of an amount and a rate may exceed 64
// bits.
func (y *balanceYear) excess(rate int64) *big.Int {
	spent := new(big.Int).Mul(big.NewInt(int64(y.now.Reimbursed)), big.NewInt(tenThousand))
	forecast := new(big.Int).Mul(big.NewInt(int64(y.before.Reimbursed)), big.NewInt(tenThousand+rate))
	return spent.Sub(spent, forecast)
}

// growth is in percent of the year before.
func (y *balanceYear) growth() Ratio {
	more := y.now.Reimbursed - y.before.Reimbursed
	return Ratio{int64(more) * 100, true}.over(Ratio{int64(y.before.Reimbursed), true})
}

func (y *balanceYear) found(rate int64) []Found {
	year, _, _ := y.to.Split()
	excess := y.excess(rate)
	excess.Add(excess, big.NewInt(tenThousand/2)).Div(excess, big.NewInt(tenThousand)) // rounded half up
	return []Found{
		{"year", "claims", countValue(year)},
		{"spent", "claims", centsValue(y.now.Reimbursed)}, {"spent_before", "claims", centsValue(y.before.Reimbursed)},
		{"growth_percent", "claims", y.growth().value()}, {"excess", "claims", centsValue(claim.Cents(excess.Int64()))},
		{"trips", "claims", countValue(int(y.now.Claims))}, {"trips_before", "claims", countValue(int(y.before.Claims))},
		{"unpaid", "claims", countValue(int(y.now.Claims - y.now.Paid))},
		{"unpaid_before", "claims", countValue(int(y.before.Claims - y.before.Paid))},
		{"payment_bound", law.R322_11_2.On(y.to), percentValue(law.BalancePaymentPercent)},
		{"savings_bound", law.R322_11_5.On(y.to), percentValue(law.BalanceSavingsPercent)},
	}
}

func percentValue(n int) Value {
	s := strconv.Itoa(n)
	return Value{s + " %", s + " %", s + "%"}
}
