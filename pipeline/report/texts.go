package report

import "maps"

// texts are all texts of the page, in French and in English.
var texts = mergeTexts(foundTexts, readingTexts, distributionTexts)

func mergeTexts(lists ...map[string][2]string) map[string][2]string {
	all := map[string][2]string{}
	for _, list := range lists {
		maps.Copy(all, list)
	}
	return all
}

// foundTexts are the texts of the head of the page and of what was found.
var foundTexts = map[string][2]string{
	"lang":    {"fr", "en"},
	"title":   {"Audit des transports et des soins", "Audit of transport and care claims"},
	"eyebrow": {"Article R147-8 du Code de la sécurité sociale", "Article R147-8 of the French Social Security Code"},
	"asof":    {"Examen au %s", "Examined as of %s"},
	"window":  {"factures du %s au %s", "claims from %s to %s"},
	"caution": {
		"Une anomalie est un indice compatible avec un manquement, rien de plus : elle ne dit rien de l'intention de quiconque. Une personne décide, pièces en main. Une absence d'anomalie ne vaut pas conformité : la page dit d'abord ce qui a été lu et ce qui n'a pas pu être jugé.",
		"An anomaly is an indication compatible with a breach, and no more: it says nothing of anybody's intent. A person decides, with the documents at hand. Nothing found is not the same as clean: the page first says what was read and what could not be judged.",
	},
	"contents": {"Sommaire", "Contents"},

	"notice.empty": {"Aucune facture n'a été lue.", "No claim was read."},
	"notice.empty.text": {
		"Les fichiers de cette nuit ne contiennent aucune facture : rien n'a été examiné. L'absence de signalement ne dit donc rien.",
		"The files of this night hold no claim: nothing was examined. That nothing is flagged therefore says nothing.",
	},
	"notice.nothing":      {"Aucune facture n'a été examinée.", "No claim was examined."},
	"notice.nothing.text": {"Tout ce qui a été lu est hors des jours examinés, annulé ou illisible. L'absence de signalement ne dit donc rien.", "Everything that was read lies outside the days examined, was cancelled, or is unreadable. That nothing is flagged therefore says nothing."},
	"notice.little":       {"Peu a pu être jugé.", "Little could be judged."},
	"notice.little.text": {
		"Sur %s questions posées aux factures, %s sont restées sans réponse faute de données ; %s règles sur %s n'ont rien pu décider. Peu de signalements ne veut pas dire peu d'anomalies : voyez d'abord ce qu'il faut fournir.",
		"Of %s questions put to the claims, %s stayed without an answer for want of data; %s rules of %s could decide nothing. Few findings do not mean few anomalies: see first what to supply.",
	},
	"notice.rejected":      {"Une grande part des lignes n'a pas pu être lue.", "A large part of the records could not be read."},
	"notice.rejected.text": {"%s lignes sur %s ont été écartées avant tout examen.", "%s of %s records were set aside before anything was examined."},

	"key.read": {"Lignes lues", "Records read"}, "key.read.under": {"dont %s factures examinées", "of which %s claims examined"},
	"key.decided": {"Questions tranchées", "Questions decided"}, "key.decided.under": {"%s sans réponse, faute de données", "%s without an answer, for want of data"},
	"key.flagged": {"Factures signalées", "Claims flagged"}, "key.flagged.under": {"%s signalement|%s signalements", "%s finding|%s findings"},
	"key.stake": {"Montant en jeu", "Amount at stake"}, "key.stake.under": {"dont %s seulement à vérifier", "of which %s for review only"},

	"legend.stake": {"Montant en jeu :", "At stake:"},
	"rule":         {"Règle", "Rule"}, "total": {"Ensemble", "All"},
	"anomaly": {"Anomalie", "Anomaly"}, "review": {"À vérifier", "Review"}, "anomalies": {"Anomalies", "Anomalies"}, "reviews": {"À vérifier", "Reviews"},
	"stake": {"Montant en jeu", "At stake"}, "formal": {"Question de forme : hors des montants.", "A matter of form: left out of the amounts."},
	"nothing": {"Aucun signalement. Ce n'est pas un constat de conformité : voyez ce qui n'a pas pu être jugé.", "No finding. That is not a clean bill: see what could not be judged."},
	"nobody":  {"(non désigné)", "(not named)"}, "none": {"–", "–"}, "and": {" et ", " and "}, "more": {"%s autre|%s autres", "%s more|%s more"},

	"left.files":    {"%s autre fichier n'est pas affiché ; le manifeste les donne tous.|%s autres fichiers ne sont pas affichés ; le manifeste les donne tous.", "%s more file is not shown; the manifest lists them all.|%s more files are not shown; the manifest lists them all."},
	"left.lines":    {"%s autre ligne n'est pas affichée.|%s autres lignes ne sont pas affichées.", "%s more line is not shown.|%s more lines are not shown."},
	"left.rules":    {"%s autre règle n'est pas affichée.|%s autres règles ne sont pas affichées.", "%s more rule is not shown.|%s more rules are not shown."},
	"left.months":   {"%s mois plus ancien n'est pas affiché :|%s mois plus anciens ne sont pas affichés :", "%s earlier month is not shown:|%s earlier months are not shown:"},
	"left.stake":    {"%s en jeu.", "%s at stake."},
	"left.subjects": {"%s autre|%s autres", "%s more|%s more"},
	"left.conduct":  {"%s autre constat est dans conduct.parquet.|%s autres constats sont dans conduct.parquet.", "%s more row is in conduct.parquet.|%s more rows are in conduct.parquet."},
	"left.examples": {"%s autre règle a des signalements, sans exemple ici.|%s autres règles ont des signalements, sans exemple ici.", "%s more rule has findings and no example here.|%s more rules have findings and no example here."},

	"items.title": {"Anomalies par alinéa", "Anomalies by item"}, "items.item": {"Alinéa de R147-8", "Item of R147-8"},
	"items.lead": {
		"Anomalie : les données contredisent le texte. À vérifier : une personne doit regarder. Chaque montant compte une fois par facture : le plus grand montant en jeu de ses signalements, jamais plus que la facture.",
		"Anomaly: the data contradict the text. Review: a person must look. Each amount counts once per claim: the largest at stake among its findings, never more than the claim.",
	},
	"items.note":    {"Une facture signalée sous plusieurs alinéas compte dans chacun, une seule fois dans l'ensemble : les lignes ne s'additionnent pas.", "A claim flagged under several items counts in each, and once in the total: the lines do not add up to it."},
	"items.silent":  {"Rien de signalé ; %s question sans réponse.|Rien de signalé ; %s questions sans réponse.", "Nothing flagged; %s question without an answer.|Nothing flagged; %s questions without an answer."},
	"items.lasting": {"%s constat sur la durée, plus bas.|%s constats sur la durée, plus bas.", "%s finding over time, below.|%s findings over time, below."},
	"items.clear":   {"Rien de signalé.", "Nothing flagged."}, "items.outside": {"Aucune facture dans le champ.", "No claim within the scope."},
	"items.unasked": {"Non examiné.", "Not examined."},

	"rules.title": {"Anomalies par règle", "Anomalies by rule"},
	"rules.lead":  {"Les règles qui ont signalé quelque chose, par montant en jeu. Le petit graphique montre les signalements mois par mois.", "The rules that flagged something, by amount at stake. The small chart shows the findings month by month."},
	"quiet":       {"N'ont rien signalé parmi les factures qu'elles ont pu juger :", "Flagged nothing among the claims they could judge:"},
	"spark":       {"%s à %s : au plus %s par mois", "%s to %s: at most %s a month"},

	"months.title": {"Anomalies par mois", "Anomalies by month"}, "months.month": {"Mois de la prestation", "Month of service"},
	"months.lead":  {"Par mois de la prestation. Un creux peut tenir aux factures non encore transmises.", "By month of service. A trough may come from bills that were not sent yet."},
	"months.chart": {"Signalements par mois de la prestation", "Findings by month of service"}, "months.table": {"Les chiffres mois par mois", "The figures month by month"},
	"months.desc": {"De %s à %s ; le plus haut, %s signalements en %s.", "From %s to %s; the highest, %s findings in %s."},
	"months.tip":  {"%s : %s anomalies, %s à vérifier", "%s: %s anomalies, %s reviews"},

	"subjects.title": {"Anomalies par opérateur", "Anomalies by operator"}, "subjects.subject": {"Numéro et règles", "Number and rules"},
	"subjects.lead":     {"Qui répondrait du signalement : le plus souvent qui a facturé, parfois qui a prescrit. Un rang élevé peut tenir à l'activité seule.", "Who would answer for the finding: mostly whoever sent the bill, sometimes whoever prescribed. A high rank may come from activity alone."},
	"subjects.operator": {"Transporteurs", "Transport operators"}, "subjects.provider": {"Professionnels et établissements de soins", "Care providers"},
	"subjects.prescriber": {"Prescripteurs", "Prescribers"}, "subjects.other": {"Autres", "Others"},
	"kind.operator": {"transporteur", "operator"}, "kind.provider": {"professionnel ou établissement", "provider"}, "kind.prescriber": {"prescripteur", "prescriber"},
	"kind.facility": {"établissement", "facility"}, "kind.subject": {"sujet", "subject"},
	"subjects.held": {"%s en tout ; les dix premiers portent %s du montant en jeu.", "%s in all; the first ten hold %s of the amount at stake."},
	"subjects.few":  {"%s en tout.", "%s in all."},
}
