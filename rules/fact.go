package rules

import (
	"strconv"
	"strings"
	"sync/atomic"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Fact is a value that a finding shows: its name, where it is read, and how. A value that is read in one of two places is two
// facts of the same name, of which the known one is printed.
type Fact struct {
	Name   string
	Source string // "claim", the name of a register, or "parameter"
	Read   func(c *claim.Case) Value
}

// Value is a value as it is printed: as the contract writes it, in French and in English. The zero value means not known.
type Value struct{ Raw, FR, EN string }

func plain(s string) Value { return Value{s, s, s} }

func dayValue(d civil.Day) Value {
	at := d - firstWorded
	if at < 0 || int(at) >= len(wordedDays) {
		return wordedDay(d)
	}
	if v := wordedDays[at].Load(); v != nil {
		return *v
	}
	v := wordedDay(d)
	wordedDays[at].Store(&v)
	return v
}

// wordedDays caches the texts of the days of a century: many claims are of the same day.
var (
	wordedDays  [36_525]atomic.Pointer[Value]
	firstWorded = civil.Date(1980, 1, 1)
)

func wordedDay(d civil.Day) Value {
	s := d.String()
	if s == "" {
		return Value{}
	}
	return Value{s, s[8:10] + "/" + s[5:7] + "/" + s[:4], s}
}

func momentValue(m civil.Moment) Value {
	v := dayValue(m.Day())
	if v.Raw == "" {
		return v
	}
	hour := m.String()[11:]
	return Value{m.String(), v.FR + " à " + hour, v.EN + " at " + hour}
}

func kmValue(k claim.Km) Value {
	s := k.String()
	return Value{s, strings.Replace(s, ".", ",", 1) + " km", s + " km"}
}

func centsValue(a claim.Cents) Value {
	s := a.String()
	return Value{s, strings.Replace(s, ".", ",", 1) + " €", "€" + s}
}

// worded is a word of the contract with its French and English texts.
func worded(word string) Value {
	w, ok := wording[word]
	if !ok {
		return plain(word)
	}
	return Value{word, w[0], w[1]}
}

func countValue(n int) Value { return plain(strconv.Itoa(n)) }

func flagValue(yes bool) Value {
	if yes {
		return Value{"true", "oui", "yes"}
	}
	return Value{"false", "non", "no"}
}

// wording has the French and English texts of the words of the contract, where they differ from the word.
var wording = map[string][2]string{
	"vsl":              {"VSL", "VSL"},
	"public_transport": {"transport en commun", "public transport"},
	"scheduled_plane":  {"avion de ligne", "scheduled plane"},
	"scheduled_boat":   {"bateau de ligne", "scheduled boat"},
	"private_vehicle":  {"véhicule personnel", "private vehicle"},
	"transports":       {"transports", "transports"},
	"escort":           {"accompagnant", "escort"},
	"seated":           {"transport assis (VSL ou taxi)", "seated transport (VSL or taxi)"},
	"individual":       {"moyen individuel ou en commun", "individual or public means"},
	"hospitalisation":  {"hospitalisation", "hospitalisation"},
	"granted":          {"accordée", "granted"},
	"refused":          {"refusée", "refused"},
	"none":             {"sans réponse", "unanswered"},
	"dea":              {"DEA", "DEA"},

	"count":    {"nombre", "count"},
	"amount":   {"montant", "amount"},
	"duration": {"durée", "duration"},
	"rate":     {"taux", "rate"},

	"nursing":              {"soins infirmiers", "nursing"},
	"physiotherapy":        {"kinésithérapie", "physiotherapy"},
	"speech_therapy":       {"orthophonie", "speech therapy"},
	"psychomotor":          {"psychomotricité", "psychomotor therapy"},
	"occupational_therapy": {"ergothérapie", "occupational therapy"},
	"psychology":           {"psychologie", "psychology"},
	"medical":              {"soins médicaux", "medical care"},
	"dental":               {"soins dentaires", "dental care"},
	"pharmacy":             {"pharmacie", "pharmacy"},
	"laboratory":           {"biologie médicale", "laboratory"},
	"device":               {"dispositif médical", "medical device"},
	"sick_leave":           {"arrêt de travail", "sick leave"},
	"other":                {"autre", "other"},
	"indication":           {"hors indication", "outside the indications"},
	"l160_8":               {"article L160-8", "article L160-8"},

	"electronic":     {"par voie électronique", "electronically"},
	"paper":          {"sur papier", "on paper"},
	"night":          {"nuit", "night"},
	"sunday_holiday": {"dimanche ou jour férié", "Sunday or holiday"},
}

func (f Fact) value(c *claim.Case) Value {
	c.Clear()
	v := f.Read(c)
	if c.Missing() != "" {
		return Value{}
	}
	return v
}

// Facts that several rules show.
var (
	serviceBilled = Fact{"service", "claim", func(c *claim.Case) Value { return worded(c.Service().String()) }}
	pickUp        = Fact{"departed_at", "claim", func(c *claim.Case) Value {
		if !c.PickUpKnown() {
			return dayValue(c.Day())
		}
		return momentValue(c.PickUp())
	}}
	claimOn = Fact{"service_date", "claim", func(c *claim.Case) Value { return dayValue(c.Day()) }}
	plate   = Fact{"plate", "claim", func(c *claim.Case) Value { return plain(c.Plate()) }}

	prescribedMode = Fact{"prescribed_mode", "prescriptions", func(c *claim.Case) Value { return worded(c.PrescribedMode().String()) }}
	signedOn       = Fact{"signed_on", "prescriptions", func(c *claim.Case) Value { return dayValue(c.SignedOn()) }}
	signedAt       = Fact{"signed_at", "prescriptions", func(c *claim.Case) Value {
		if at, ok := c.SignedAt(); ok {
			return momentValue(at)
		}
		return dayValue(c.SignedOn())
	}}
	billedKm        = Fact{"billed_km", "claim", func(c *claim.Case) Value { return kmValue(c.BilledKm()) }}
	emergencyMarked = Fact{"emergency", "claim", func(c *claim.Case) Value { return flagValue(c.Emergency()) }}
	urgencyPrinted  = Fact{"prescription_emergency", "prescriptions", func(c *claim.Case) Value { return flagValue(c.UrgencyPrescribed()) }}
	agreementMarked = Fact{"agreement_flag", "claim", func(c *claim.Case) Value { return flagValue(c.AgreementFlag()) }}
)

// standingValue is the standing of a credential.
func standingValue(s claim.Standing) Value {
	switch s {
	case claim.OutOfForce:
		return Value{"not in force", "introuvable ou hors de validité", "absent or not in force"}
	case claim.Lapses:
		return Value{"ended during the trip", "en cours de validité au départ seulement", "ended during the trip"}
	case claim.InForce:
		return Value{"in force", "en cours de validité", "in force"}
	}
	return Value{}
}
