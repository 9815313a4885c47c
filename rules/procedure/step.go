package procedure

// Step is something that happens in a procedure, in statutory order. The zero value is not a step of the articles.
type Step uint8

// The steps. Steps gives their words and meanings.
const (
	unknownStep Step = iota
	notified
	hearingRequested
	observations
	hearing
	agreementPursued
	objectiveProposed
	proposalReceived
	objectiveAccepted
	objectiveRefused
	periodEnded
	resultNotified
	commissionSeized
	commissionExtended
	commissionOpinion
	uncamSeized
	uncamOpinion
	uncamFavourable
	uncamUnfavourable
	decided
	abandoned
	steps
)

// StepText is a step for a person.
type StepText struct {
	Word string
	Text
}

// Steps lists the words of the steps in statutory order, with their meanings.
func Steps() []StepText {
	list := make([]StepText, 0, steps-1)
	for s := notified; s < steps; s++ {
		list = append(list, StepText{moves[s].word, moves[s].text})
	}
	return list
}

// ReadStep reads the word of a step; for an unknown word it returns false.
func ReadStep(word string) (Step, bool) {
	for s := notified; s < steps; s++ {
		if moves[s].word == word {
			return s, true
		}
	}
	return unknownStep, false
}

// set is a set of stages.
type set uint32

func setOf(list ...Stage) (s set) {
	for _, stage := range list {
		s |= 1 << stage
	}
	return s
}

func (s set) has(stage Stage) bool { return s>>stage&1 == 1 }

// move is the effect of a step: from which stages it is taken, to which it leads, and at which of the former it comes before
// the time for observations is over. A step that leads to NotBegun leaves the procedure at its stage.
type move struct {
	word  string
	to    Stage
	from  set
	early set
	text  Text
}

var moves = [steps]move{
	notified: {"notified", Observing, setOf(NotBegun), 0, Text{
		"faits et données chiffrées notifiés au professionnel (R148-1 I)", "facts and figures notified to the professional (R148-1 I)"}},
	hearingRequested: {"hearing_requested", NotBegun, setOf(Observing, CommissionHearing), 0, Text{
		"audition demandée par le professionnel", "hearing asked for by the professional"}},
	observations: {"observations", NotBegun, setOf(Observing, CommissionHearing), 0, Text{
		"observations écrites reçues", "written observations received"}},
	hearing: {"hearing", NotBegun, setOf(Observing, Deciding, CommissionHearing, CommissionAdvising), 0, Text{
		"professionnel entendu (par le directeur, ou par la commission saisie)", "professional heard (by the director, or by the commission once seized)"}},
	agreementPursued: {"agreement_pursued", Pursuing, setOf(Observing, Deciding, Refused), setOf(Observing), Text{
		"poursuite de la mise sous accord préalable décidée, commission non encore saisie (R148-1 II 3°)", "prior agreement pursued, commission not seized yet (R148-1 II 3°)"}},
	objectiveProposed: {"objective_proposed", Proposed, setOf(Observing, Deciding), setOf(Observing), Text{
		"proposition d'objectif notifiée (R148-3)", "proposal of an objective notified (R148-3)"}},
	proposalReceived: {"proposal_received", Proposed, setOf(Proposed, OnObjective), 0, Text{
		"proposition reçue par le professionnel : la période court (R148-3 1°)", "proposal received by the professional: the period runs (R148-3 1°)"}},
	objectiveAccepted: {"objective_accepted", OnObjective, setOf(Proposed), 0, Text{
		"objectif accepté expressément (R148-5)", "objective accepted expressly (R148-5)"}},
	objectiveRefused: {"objective_refused", Refused, setOf(Proposed), 0, Text{
		"objectif refusé par lettre recommandée (R148-3 3°)", "objective refused by registered letter (R148-3 3°)"}},
	periodEnded: {"period_ended", Reporting, setOf(OnObjective), 0, Text{
		"terme de la période fixée pour l'objectif (R148-6)", "end of the period set for the objective (R148-6)"}},
	resultNotified: {"result_notified", Closed, setOf(OnObjective, Reporting), 0, Text{
		"bilan de l'objectif notifié (R148-6)", "result of the objective notified (R148-6)"}},
	commissionSeized: {"commission_seized", CommissionHearing, setOf(Observing, Deciding, Refused, Pursuing), setOf(Observing), Text{
		"commission saisie, professionnel informé (R148-7)", "commission seized, professional informed (R148-7)"}},
	commissionExtended: {"commission_extended", NotBegun, setOf(CommissionHearing, CommissionAdvising), 0, Text{
		"délai prorogé d'un mois à la demande de la commission (R148-7)", "period extended by a month on the commission's request (R148-7)"}},
	commissionOpinion: {"commission_opinion", Referring, setOf(CommissionHearing, CommissionAdvising), setOf(CommissionHearing), Text{
		"avis de la commission reçu par le directeur (R148-7, R148-8)", "commission's opinion received by the director (R148-7, R148-8)"}},
	uncamSeized: {"uncam_seized", NationalAdvising, setOf(Referring), 0, Text{
		"directeur général de l'UNCAM saisi pour avis (R148-8 2°)", "director general of UNCAM asked for an opinion (R148-8 2°)"}},
	uncamOpinion: {"uncam_opinion", Concluding, setOf(NationalAdvising), 0, Text{
		"avis de l'UNCAM reçu, sens non précisé (R148-9)", "opinion of UNCAM received, whichever way (R148-9)"}},
	uncamFavourable: {"uncam_favourable", Concluding, setOf(NationalAdvising), 0, Text{
		"avis favorable de l'UNCAM reçu (R148-9 2°)", "favourable opinion of UNCAM received (R148-9 2°)"}},
	uncamUnfavourable: {"uncam_unfavourable", Concluding, setOf(NationalAdvising), 0, Text{
		"avis défavorable de l'UNCAM reçu : abandon (R148-9 1°)", "unfavourable opinion of UNCAM received: to be abandoned (R148-9 1°)"}},
	decided: {"decided", Closed, setOf(Concluding), 0, Text{
		"mise sous accord préalable décidée (R148-9 2°)", "prior agreement decided (R148-9 2°)"}},
	abandoned: {"abandoned", Closed, setOf(NotBegun, Observing, Deciding, Proposed, OnObjective, Reporting, Refused, Pursuing,
		CommissionHearing, CommissionAdvising, Referring, NationalAdvising, Concluding, DeemedAbandoned), 0, Text{
		"procédure abandonnée (R148-1 II 1°, R148-8 1°, R148-9 1°)", "procedure abandoned (R148-1 II 1°, R148-8 1°, R148-9 1°)"}},
}
