package judge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"vigie/pipeline/publish"
	"vigie/pipeline/register"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/law"
)

// FromFile is publish.Parameter.From of a parameter that the parameter file sets.
const FromFile = "parameter file"

// DescribeParameters describes parameters for a manifest.
func DescribeParameters(p *law.Parameters) []publish.Parameter {
	var list []publish.Parameter
	for _, d := range p.All() {
		x := publish.Parameter{Name: d.Name, Unit: d.Unit, Source: d.Source, From: "default"}
		if d.Set {
			x.From = FromFile
		}
		for _, v := range d.Values {
			x.Values = append(x.Values, publish.ParameterValue{Since: v.From.String(), Value: d.Show(v.Amount)})
		}
		list = append(list, x)
	}
	return list
}

// DescribeRegisters describes the registers that were supplied for a manifest.
func DescribeRegisters(set *register.Set) []publish.Register {
	list := []publish.Register{}
	for _, s := range set.Supplied() {
		reg := publish.Register{Name: s.Name, Rows: int64(s.Rows), Rejected: int64(s.Rejected), TakenOn: s.TakenOn.String(), Complete: s.Complete}
		if keys, unmatched := set.Registers().Unmatched[s.Name]; unmatched {
			reg.UnmatchedKeys = &keys
		}
		for _, f := range s.Files {
			reg.Files = append(reg.Files, publish.RegisterFile{Path: f.Name, SHA256: hex.EncodeToString(f.SHA256[:]), Bytes: f.Size})
		}
		list = append(list, reg)
	}
	return list
}

// RegistersUnderstood counts the cells of registers that are not written as the contract has them and were understood, by file, column and
// kind.
func RegistersUnderstood(set *register.Set) []publish.Understood {
	list := []publish.Understood{}
	for _, s := range set.Supplied() {
		for _, f := range s.Files {
			first := len(list)
			for seen, cells := range f.Understood {
				list = append(list, publish.Understood{Path: f.Name, Column: seen.Column, How: seen.Note.String(), Cells: cells})
			}
			SortUnderstood(list[first:])
		}
	}
	return list
}

// SortUnderstood sorts what was understood of one file by column and kind.
func SortUnderstood(list []publish.Understood) {
	slices.SortFunc(list, func(x, y publish.Understood) int {
		return cmp.Or(cmp.Compare(x.Column, y.Column), cmp.Compare(x.How, y.How))
	})
}

// Provenance is all that the findings of a run follow from, the rules of this program apart.
type Provenance struct {
	Inputs     []InputFile // in input order
	Registers  []publish.Register
	Rules      []*rules.Rule
	Parameters []publish.Parameter
	Ledger     string // SHA-256 of the ledger of an earlier night; empty for none
	Key        string // fingerprint of the key for pseudonyms; empty for none
	AsOf       civil.Day
	From, To   civil.Day
	Encoding   int
	Instants   string
}

// InputFile is a claim file.
type InputFile struct{ Path, Kind, SHA256 string }

// RunID names a run by what went in, in 32 hex digits. Where the files stood and when it ran do not count.
func (p *Provenance) RunID() string {
	ids := make([]string, len(p.Rules))
	for i, rule := range p.Rules {
		ids[i] = rule.ID
	}
	what, err := json.Marshal(struct {
		Inputs     []InputFile
		Registers  []publish.Register
		RuleSet    string
		Rules      []string
		Parameters []publish.Parameter
		Ledger     string
		Key        string
		AsOf       string
		From, To   string
		Encoding   int
		Instants   string `json:",omitempty"`
	}{p.Inputs, p.Registers, rules.Fingerprint(), ids, p.Parameters, p.Ledger, p.Key, p.AsOf.String(), p.From.String(), p.To.String(), p.Encoding, p.Instants})
	if err != nil {
		panic(err) // plain strings and numbers always marshal
	}
	sum := sha256.Sum256(what)
	return hex.EncodeToString(sum[:16])
}
