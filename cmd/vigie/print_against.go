package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/law"
	"vigie/rules/procedure"
)

// errCitations says that the official text has other days than the citations.
var errCitations = errors.New("some citations are not those of the official text")

// article matches the number of an article of the Code de la sécurité sociale at the beginning of a citation, as "CSS R147-8".
var article = regexp.MustCompile(`^CSS [LRD]\d[\d-]*`)

// notInTheFile lists the citations that no file of scripts/law can hold, by the beginning of their names, and why. Any other is
// compared.
var notInTheFile = []struct{ begins, why string }{
	{"CSS livre IV", "a book of the Code as a whole, which has no day of its own"},
	{"CASF ", "Code de l'action sociale et des familles: not in the package"},
	{"CSP ", "Code de la santé publique: not in the package"},
	{"C. transports ", "Code des transports: not in the package"},
	{"C. route ", "Code de la route: not in the package"},
	{"convention", "conventions stand in the Journal officiel alone"},
	{"arrêté ", "orders stand in the Journal officiel alone"},
}

// difference is a citation that is not that of the official text.
type difference struct {
	Article string   `json:"article"`
	What    string   `json:"what"`
	Rules   []string `json:"rules"`
}

// printAgainst compares every citation with the official versions in a file. It prints how they differ, and as text also what could
// not be compared.
func printAgainst(w io.Writer, file string, asJSON bool) error {
	official, err := readOfficial(file)
	if err != nil {
		return err
	}
	differences, compared, outside := []difference{}, 0, make([][]string, len(notInTheFile))
	for _, c := range citations() {
		if i := outsideOf(c.Text.Name); i >= 0 {
			outside[i] = append(outside[i], strings.TrimPrefix(c.Text.Name, notInTheFile[i].begins))
			continue
		}
		compared++
		how := []string{"not in the official text: repealed, renumbered or misspelt"}
		if wordings, known := official[article.FindString(c.Text.Name)]; known {
			how = c.Text.Differs(wordings)
		}
		for _, what := range how {
			differences = append(differences, difference{c.Text.Name, what, c.Rules})
		}
	}
	var b strings.Builder
	if asJSON {
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(differences); err != nil {
			return err
		}
	} else {
		for _, d := range differences {
			fmt.Fprintf(&b, "%s: %s (%s)\n", d.Article, d.What, strings.Join(d.Rules, ", "))
		}
		fmt.Fprintf(&b, "%d articles compared, %d differences\n", compared, len(differences))
		for i, group := range notInTheFile {
			if n := len(outside[i]); n > 0 {
				fmt.Fprintf(&b, "not compared: %d of %s (%s)\n", n, strings.TrimSpace(group.begins), group.why)
			}
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if len(differences) > 0 {
		return errCitations
	}
	return nil
}

// citations are those of the rules and of `vigie deadlines`.
func citations() []rules.Citation {
	list := rules.Citations()
	for _, text := range procedure.Texts() {
		list = append(list, rules.Citation{Text: text, Rules: []string{"vigie deadlines"}})
	}
	return list
}

// outsideOf is the line of notInTheFile for a citation, -1 where the file should hold it.
func outsideOf(name string) int {
	for i, group := range notInTheFile {
		if strings.HasPrefix(name, group.begins) {
			return i
		}
	}
	return -1
}

// readOfficial reads the versions of each article, in order of time, from a file of scripts/law: a JSON list, one entry an article, of
// which the versions have their first and last day, both included, the last one being left out where there is none.
func readOfficial(file string) (map[string][]law.Wording, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: cannot read the official versions: %w", errUsage, err)
	}
	var list []struct {
		Article  string
		Versions []struct{ From, To string }
	}
	if err := json.Unmarshal(data, &list); err != nil || len(list) == 0 {
		return nil, fmt.Errorf("%w: %s: got no JSON list of articles; want the file that scripts/law writes", errUsage, file)
	}
	official := map[string][]law.Wording{}
	for _, a := range list {
		last := civil.Day(0)
		for _, v := range a.Versions {
			from, ok := civil.ParseDay([]byte(v.From))
			to := civil.Open
			if ok && v.To != "" {
				to, ok = civil.ParseDay([]byte(v.To))
			}
			if !ok || from < last || to < from {
				return nil, fmt.Errorf("%w: %s: %s: got a version from %q to %q; want days such as 2025-03-02, in order", errUsage, file, a.Article, v.From, v.To)
			}
			official[a.Article], last = append(official[a.Article], law.Wording{From: from, To: to}), from
		}
	}
	return official, nil
}
