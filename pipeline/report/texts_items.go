package report

// distributionTexts are the texts of the distributions.
var distributionTexts = map[string][2]string{
	"spread.title": {"Distributions", "Distributions"},
	"spread.lead":  {"Sur les signalements qui ne sont pas mis de côté.", "Over the findings that are not set aside."},
	"spread.tip":   {"%s : %s", "%s: %s"},
	"spread.desc":  {"%s en tout ; le plus souvent %s.", "%s in all; most often %s."},
	"spread.below": {"moins de %s", "below %s"}, "spread.from": {"de %s à %s", "from %s to %s"}, "spread.above": {"%s et plus", "%s and more"},

	"stakes.title": {"Montant en jeu par facture", "Amount at stake per claim"}, "stakes.note": {"Factures, par montant en jeu en euros.", "Claims, by amount at stake in euros."},
	"detours.title": {"Kilomètres au-delà de la distance de référence", "Kilometres above the reference distance"}, "detours.note": {"Signalements qui donnent une distance de référence, par kilomètres au-delà.", "Findings that give a reference distance, by kilometres above it."},
	"delays.title": {"Jours ouvrés avant la transmission", "Working days until the bill was sent"}, "delays.note": {"Factures transmises tard, par jours ouvrés depuis la prestation.", "Bills sent late, by working days since the service."},
	"crowd.title": {"Factures signalées par sujet", "Flagged claims per subject"}, "crowd.note": {"Sujets, par nombre de factures signalées.", "Subjects, by number of flagged claims."},
	"weekdays.title": {"Jour de la semaine", "Day of the week"}, "weekdays.note": {"Factures signalées, par jour de la prestation.", "Flagged claims, by day of service."},
}

var weekdays = [7][2]string{{"lun.", "Mon"}, {"mar.", "Tue"}, {"mer.", "Wed"}, {"jeu.", "Thu"}, {"ven.", "Fri"}, {"sam.", "Sat"}, {"dim.", "Sun"}}

var months = [12][2]string{
	{"janv.", "Jan"}, {"févr.", "Feb"}, {"mars", "Mar"}, {"avr.", "Apr"}, {"mai", "May"}, {"juin", "Jun"},
	{"juil.", "Jul"}, {"août", "Aug"}, {"sept.", "Sep"}, {"oct.", "Oct"}, {"nov.", "Nov"}, {"déc.", "Dec"},
}

// items say in short what each item forbids; the empty one is for rules on other bases. The English is the outline's.
var items = map[string]string{
	"":     "autres fondements, ou alinéa qui ne vise pas l'auteur de la facture",
	"1° a": "actes, prestations ou produits non réalisés ou non fournis",
	"1° b": "carte Vitale détournée de son usage",
	"2° a": "conditions de prise en charge ou de prescription non respectées",
	"2° b": "de façon répétée, absence de la mention « non remboursable »",
	"2° c": "de façon répétée, médicaments susceptibles de mésusage sans le nom du pharmacien",
	"2° d": "de façon répétée, conditionnement plus coûteux que nécessaire",
	"2° e": "actes facturés en accident du travail sans lien avec un accident",
	"2° f": "de façon répétée, prescriptions hors du protocole d'ALD",
	"2° g": "mode de transport prescrit ou règles de facturation des transports non respectés",
	"2° h": "entreprises de transport sanitaire : véhicule ou équipage non conforme",
	"2° i": "taxis : sans autorisation de stationnement ou sans carte professionnelle en cours de validité",
	"2° j": "abus constatés par le service du contrôle médical",
	"3°":   "obstacle au contrôle",
	"4° a": "de façon répétée, forme et transmission des documents",
	"4° b": "de façon répétée, absence de la mention de l'article L160-8",
	"4° c": "de façon répétée, actes absents de la feuille d'accident",
	"4° d": "de façon répétée, arrêt ou transport sans éléments d'ordre médical",
	"4° e": "de façon répétée, absence des mentions de délivrance",
	"5°":   "niveau supérieur à la moyenne après deux périodes d'accord préalable",
	"6°":   "objectif de réduction non atteint",
}

// otherBases is the empty item in English.
const otherBases = "other bases, or an item that does not name who sent the bill"

// beyond says in French why a check is out of reach; the English is the outline's.
var beyond = map[string]string{
	"2j-medical-abuse":       "le service du contrôle médical seul peut l'établir (L315-1 II) : aucune facture, aucun registre ne le montre",
	"4e-dispensing-mentions": "les mentions ne sont que sur le papier : seule l'image de l'ordonnance les montre",
	"cheaper-mode-possible":  "jamais : depuis le 25 janvier 2019, L322-5 exige le trajet le moins coûteux, non plus le mode (QPC 2018-757)",
}
