package procedure

// Text is a sentence in both languages.
type Text struct{ FR, EN string }

// Text describes the stage for a person.
func (s Stage) Text() Text {
	return [stages]Text{
		NotBegun:           {"aucune étape retenue", "no step that counts"},
		Observing:          {"observations ou audition du professionnel", "observations or hearing of the professional"},
		Deciding:           {"choix du directeur : abandon, objectif ou mise sous accord préalable", "director's choice: drop, objective or prior agreement"},
		Proposed:           {"objectif proposé", "objective proposed"},
		OnObjective:        {"objectif accepté, période en cours", "objective accepted, period running"},
		Reporting:          {"période terminée, bilan à notifier", "period over, result to be notified"},
		Refused:            {"objectif refusé, commission à saisir le cas échéant", "objective refused, commission may be seized"},
		Pursuing:           {"mise sous accord préalable poursuivie, commission à saisir", "prior agreement pursued, commission to be seized"},
		CommissionHearing:  {"commission saisie, observations ou audition du professionnel", "commission seized, observations or hearing of the professional"},
		CommissionAdvising: {"commission saisie, avis attendu", "commission seized, opinion awaited"},
		Referring:          {"avis de la commission rendu, saisine de l'UNCAM ou abandon", "commission's opinion given, UNCAM to be seized or procedure dropped"},
		NationalAdvising:   {"UNCAM saisie, avis attendu", "UNCAM seized, opinion awaited"},
		Concluding:         {"avis de l'UNCAM rendu, décision finale", "opinion of UNCAM given, final decision"},
		DeemedAbandoned:    {"réputée abandonnée", "deemed abandoned"},
		Closed:             {"close", "closed"},
	}[s]
}

// Text names the actor for a person.
func (a Actor) Text() Text {
	return [actors]Text{
		Nobody:           {"personne", "nobody"},
		Professional:     {"le professionnel", "the professional"},
		Director:         {"le directeur", "the director"},
		Commission:       {"la commission", "the commission"},
		NationalDirector: {"le directeur général de l'UNCAM", "the director general of UNCAM"},
	}[a]
}

// Text describes the effect of silence for a person.
func (s Silence) Text() Text {
	return [silences]Text{
		NoPeriod:     {"aucun délai dans les articles lus", "no period in the articles that were read"},
		GoesOn:       {"la procédure suit son cours", "the procedure goes on"},
		Abandoned:    {"procédure réputée abandonnée", "procedure deemed abandoned"},
		Accepted:     {"objectif réputé accepté", "objective deemed accepted"},
		PeriodOver:   {"période terminée au plus tard, bilan à notifier", "period over at the latest, result to be notified"},
		NoEffect:     {"aucun effet prévu par le texte", "no effect set by the text"},
		OpinionGiven: {"avis de la commission réputé rendu", "commission's opinion deemed given"},
		Favourable:   {"avis de l'UNCAM réputé favorable", "opinion of UNCAM deemed favourable"},
	}[s]
}

// Kind is what a remark is about.
type Kind uint8

// The kinds of remark.
const (
	UnknownStep         Kind = iota // a word that Steps does not list
	NoDay                           // a step without a day; it does not count
	Passed                          // a step that does not belong to the stage reached; it does not count
	AfterEnd                        // a step after the procedure was closed or deemed abandoned; it does not count
	OutOfOrder                      // a step that does not follow from the stage before; it counts
	Early                           // a step before the time for observations was over; it counts
	BegunAgain                      // a second notification; the procedure is counted from there
	PeriodShort                     // the objective's period was shorter than four months
	PeriodLong                      // the objective's period was longer than six months
	NoReceipt                       // the receipt that starts the objective's period is not recorded
	ReceivedLater                   // counted from receipt, a refusal is in time for longer
	RefusedAfterReceipt             // a refusal that is in time only if counted from receipt; it counts
	ResultLate                      // the result was notified after its six months
	AgainstOpinion                  // a decision after an unfavourable national opinion
	kinds
)

// String is the kind's name for programs.
func (k Kind) String() string {
	return [kinds]string{
		"unknown_step", "no_day", "passed", "after_end", "out_of_order", "early", "begun_again", "period_short", "period_long",
		"no_receipt", "received_later", "refused_after_receipt", "result_late", "against_opinion",
	}[k]
}

// Text is the remark for a person, without its step and day.
func (r Remark) Text() Text {
	t := [kinds]Text{
		UnknownStep:         {"étape inconnue, non retenue", "unknown step, not counted"},
		NoDay:               {"étape sans date, non retenue", "step without a day, not counted"},
		Passed:              {"ne correspond pas à l'état de la procédure ce jour-là, non retenue", "does not belong to the stage reached that day, not counted"},
		AfterEnd:            {"postérieure à la fin de la procédure (close ou réputée abandonnée), non retenue", "after the end of the procedure (closed or deemed abandoned), not counted"},
		OutOfOrder:          {"ne découle pas de l'étape précédente, retenue telle quelle", "does not follow from the step before, counted as recorded"},
		Early:               {"avant l'expiration du délai d'observations le ", "before the time for observations was over on "},
		BegunAgain:          {"nouvelle notification : la procédure est comptée à partir d'elle", "notified again: the procedure is counted from there"},
		PeriodShort:         {"période de moins de quatre mois (R148-3 1°) : au plus tôt le ", "period of less than four months (R148-3 1°): at the earliest "},
		PeriodLong:          {"période de plus de six mois (R148-3 1°) : au plus tard le ", "period of more than six months (R148-3 1°): at the latest "},
		NoReceipt:           {"réception de la proposition non enregistrée : période comptée du premier jour connu", "receipt of the proposal not recorded: period counted from the first day known"},
		ReceivedLater:       {"proposition reçue après sa notification ; compté de la réception, le refus reste possible jusqu'au ", "proposal received after its notification; counted from receipt a refusal is in time until "},
		RefusedAfterReceipt: {"refus dans les quinze jours de la réception mais non de la notification, retenu ; quinze jours de la notification : ", "refusal within fifteen days of receipt but not of notification, counted; fifteen days from notification: "},
		ResultLate:          {"bilan notifié hors délai, terme le ", "result notified late, due on "},
		AgainstOpinion:      {"décision malgré un avis défavorable (R148-9 1° : abandon)", "decision against an unfavourable opinion (R148-9 1°: to be abandoned)"},
	}[r.Kind]
	bound := r.Bound.String()
	return Text{t.FR + bound, t.EN + bound}
}
