package publish

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"time"

	"vigie/pipeline/parquet"
)

// FormatVersion is the version of the manifest and of the layout of the folder. Since format 2 the manifest says which columns
// each table has; a folder of format 1 has those of format1.txt. Every version up to this one is read.
const FormatVersion = 2

// Manifest is manifest.json: what went in, what came out, and with what. It is the only file of a folder that holds
// clock times. Paths are relative to the folders that were named on the command line.
type Manifest struct {
	Format        int            `json:"format"`
	RunID         string         `json:"run_id"`
	Program       Program        `json:"program"`
	AsOf          string         `json:"as_of"`          // day against which periods are judged
	From          string         `json:"from,omitempty"` // first and last day of the claims that were judged
	To            string         `json:"to,omitempty"`
	Encoding      string         `json:"encoding"`           // of CSV text
	Instants      string         `json:"instants,omitempty"` // how Parquet timestamps were read that say they are instants: local, utc; empty where they are refused
	DataDir       string         `json:"data_dir"`
	RegistersDir  string         `json:"registers_dir,omitempty"`
	RuleSet       string         `json:"rule_set"`                // fingerprint
	PseudonymKey  string         `json:"pseudonym_key,omitempty"` // fingerprint of the key that stands behind the identifiers of persons
	Parameters    []Parameter    `json:"parameters"`
	ParameterFile *ParameterFile `json:"parameter_file,omitempty"`
	ParameterSum  string         `json:"parameters_sha256"` // filled by Publish
	Inputs        []Input        `json:"inputs"`
	Understood    []Understood   `json:"understood"`     // cells that are not written as the contract has them, by file (those of registers last), column and kind
	PassedOver    []PassedOver   `json:"passed_over"`    // files of data_dir that were not read, in path order
	Tables        *Tables        `json:"dcir,omitempty"` // how the DCIR tables were joined
	Registers     []Register     `json:"registers"`
	History       *History       `json:"history,omitempty"`
	Empty         bool           `json:"empty,omitempty"` // no claim was read: nothing was judged, and that nothing was found says nothing
	Counts        Counts         `json:"counts"`
	Verdicts      []RuleVerdicts `json:"verdicts"` // in catalogue order
	Outputs       []Output       `json:"outputs"`  // filled by Publish
	Exit          Exit           `json:"exit"`
	Signature     *Signature     `json:"signature,omitempty"`
	Timings       Timings        `json:"timings"`
}

// Program says what ran.
type Program struct {
	Version string   `json:"version"`
	Go      string   `json:"go"`
	Modules []Module `json:"modules"`
	SHA256  string   `json:"sha256,omitempty"` // of the binary; empty where it cannot be read
}

// Module is a dependency that is built in.
type Module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	Sum     string `json:"sum,omitempty"`
}

// Parameter is a threshold of the run. A value that changed over the years stands once for each day from which it holds.
type Parameter struct {
	Name   string           `json:"name"`
	Unit   string           `json:"unit"`
	Values []ParameterValue `json:"values"`
	Source string           `json:"source"` // the text that sets it
	From   string           `json:"from"`   // where this run had it from: the defaults, or a parameter file
}

// ParameterValue is what a threshold is worth from a day on.
type ParameterValue struct {
	Since string `json:"since"`
	Value string `json:"value"` // a decimal number in the parameter's unit
}

// Input is one claim file.
type Input struct {
	Path      string      `json:"path"`
	Kind      string      `json:"kind"`
	SHA256    string      `json:"sha256"`
	Bytes     int64       `json:"bytes"`
	Records   int64       `json:"records"`
	Claims    int64       `json:"claims"`
	Cancelled int64       `json:"cancelled"`
	Rejects   int64       `json:"rejects"`
	Layout    NamedCounts `json:"-"` // records that only the layout knows of; in the JSON beside the others
}

// Understood counts cells of a column that are not written as the contract has them, and were understood.
type Understood struct {
	Path   string `json:"path"`
	Column string `json:"column"`
	How    string `json:"how"` // a kind of package cell, such as sentinel_day
	Cells  int64  `json:"cells"`
}

// PassedOver is a file that was not read.
type PassedOver struct {
	Path string `json:"path"`
	Why  string `json:"why"` // name: no claim file has such a name; suffix: files with that suffix are not read; empty: a folder without a file
}

// Tables says how the DCIR tables were joined.
type Tables struct {
	Matches         []Match          `json:"matches"`
	UnknownServices map[string]int64 `json:"unknown_services,omitempty"` // acts by PRS_NAT_REF
}

// Match says how many rows of a table found one of another.
type Match struct {
	Of    string `json:"of"`
	In    string `json:"in"`
	Rows  int64  `json:"rows"`
	Found int64  `json:"found"`
}

// Register is one reference register that was supplied.
type Register struct {
	Name     string         `json:"name"`
	Files    []RegisterFile `json:"files"`
	Rows     int64          `json:"rows"`
	Rejected int64          `json:"rejected"`
	TakenOn  string         `json:"taken_on,omitempty"` // from snapshot.csv
	Complete bool           `json:"complete"`

	// How many keys of the claims were looked for, where none of them was found: the register proves no absence.
	UnmatchedKeys *int64 `json:"unmatched_keys,omitempty"`
}

// RegisterFile is a file of a register.
type RegisterFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// History is the earlier run whose ledger was read.
type History struct {
	Folder string `json:"folder"`           // as the command line leads to it
	Beside string `json:"beside,omitempty"` // the way to it from OUT, such as ../2026-03-01: it holds where both have moved
	RunID  string `json:"run_id"`
	AsOf   string `json:"as_of"`
	SHA256 string `json:"sha256"` // of its ledger
}

// Counts are records over all inputs: each is a claim, context, one of a cancelled pair, rejected, or counted by its layout.
type Counts struct {
	Read      int64       `json:"read"`
	Claims    int64       `json:"claims"`  // judged
	Context   int64       `json:"context"` // outside the days that are reported: they count beside other claims, and are not judged
	Cancelled int64       `json:"cancelled"`
	Rejected  int64       `json:"rejected"`
	Layout    NamedCounts `json:"-"` // as in Input

	ReversalWithoutOriginal int64 `json:"reversal_without_original,omitempty"` // of the rejected, reversals that no line stands for

	Earlier          int64 `json:"earlier"`           // claims of earlier nights that count beside those read
	CancelledEarlier int64 `json:"cancelled_earlier"` // claims of earlier nights that a line read reverses

	Replaced  int64 `json:"replaced,omitempty"`  // claims of earlier nights that came again with other content
	Resent    int64 `json:"resent,omitempty"`    // claims that an earlier night had as they are
	Withdrawn int64 `json:"withdrawn,omitempty"` // findings of earlier nights that stand no more
}

// RuleVerdicts is how often a rule gave each verdict.
type RuleVerdicts struct {
	Rule             string `json:"rule"`
	Anomaly          int64  `json:"anomaly"`
	Review           int64  `json:"review"`
	Compliant        int64  `json:"compliant"`
	NotApplicable    int64  `json:"not_applicable"`
	InsufficientData int64  `json:"insufficient_data"`
	Lifted           int64  `json:"lifted"`
}

// Output is a file of the folder.
type Output struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`

	// Of tables only. The schema is one line to a leaf column, as parquet.Table.Schema gives it.
	Rows   *int64   `json:"rows,omitempty"`
	Schema []string `json:"schema,omitempty"`
}

// Exit is how the run ended.
type Exit struct {
	Code  int    `json:"code"`
	Words string `json:"words"`
}

// Timings are wall-clock times.
type Timings struct {
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Stages   []Stage   `json:"stages"`
}

// Stage is how long a part of the run took; parts overlap.
type Stage struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}

// Built is the program as the linker recorded it.
func Built(version string) Program {
	p := Program{Version: version, Modules: []Module{}, SHA256: binarySum()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return p
	}
	p.Go = info.GoVersion
	for _, m := range info.Deps {
		p.Modules = append(p.Modules, Module{m.Path, m.Version, m.Sum})
	}
	return p
}

// outputOf is what the manifest says of a file.
func outputOf(i *parquet.FileInfo) Output {
	o := Output{File: i.Name, SHA256: i.SHA256, Bytes: i.Bytes}
	if i.Schema != nil {
		o.Rows, o.Schema = &i.Rows, i.Schema
	}
	return o
}

// write writes manifest.json, its signature where somebody signs, and then the seal of both as sha256sum prints it.
func (m *Manifest) write(folder string, signer *Signer) error {
	m.Format, m.Signature = FormatVersion, signer.describe()
	m.Parameters, m.Inputs, m.Registers, m.Verdicts = filled(m.Parameters), filled(m.Inputs), filled(m.Registers), filled(m.Verdicts)
	m.Understood, m.PassedOver = filled(m.Understood), filled(m.PassedOver)
	m.ParameterSum = parametersSum(m.Parameters)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return err
	}
	if _, err := StoreFile(filepath.Join(folder, ManifestFile), b.Bytes()); err != nil {
		return err
	}
	var signature []byte
	if signer != nil {
		signature = ed25519.Sign(signer.private, b.Bytes())
		if _, err := StoreFile(filepath.Join(folder, SignatureFile), signature); err != nil {
			return err
		}
	}
	_, err := StoreFile(filepath.Join(folder, SealFile), seal(b.Bytes(), signature))
	return err
}

// filled is a list that is written as [] where there is nothing in it.
func filled[T any](list []T) []T { return append([]T{}, list...) }

// seal is one line for the manifest, and one for its signature where there is one.
func seal(manifest, signature []byte) []byte {
	line := func(content []byte, name string) string {
		sum := sha256.Sum256(content)
		return hex.EncodeToString(sum[:]) + "  " + name + "\n"
	}
	s := line(manifest, ManifestFile)
	if signature != nil {
		s += line(signature, SignatureFile)
	}
	return []byte(s)
}

// ReadManifest reads the manifest of a published folder, without looking at its seal.
func ReadManifest(out string) (*Manifest, error) {
	b, err := readSmall(filepath.Join(out, ManifestFile), largestManifest)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s of %s: %w", ManifestFile, out, err)
	}
	return parseManifest(b)
}

func parseManifest(b []byte) (*Manifest, error) {
	m := new(Manifest)
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", ManifestFile, err)
	}
	if m.Format < 1 || m.Format > FormatVersion {
		return nil, fmt.Errorf("cannot read %s: got format %d; want 1 or %d: %w", ManifestFile, m.Format, FormatVersion, ErrForeign)
	}
	return m, nil
}

// Schema is the columns of a table, as the manifest has them: nil for a file that the manifest does not name, or that is no table.
func (m *Manifest) Schema(name string) []string {
	switch o := m.Output(name); {
	case o == nil:
		return nil
	case m.Format == 1:
		return schemaOfFormat1(name)
	default:
		return o.Schema
	}
}

// Output is what the manifest says of a file; nil where it names no such file.
func (m *Manifest) Output(name string) *Output {
	for i := range m.Outputs {
		if m.Outputs[i].File == name {
			return &m.Outputs[i]
		}
	}
	return nil
}

// Rows is the number of rows that the manifest gives a table.
func (m *Manifest) Rows(name string) int64 {
	if o := m.Output(name); o != nil && o.Rows != nil {
		return *o.Rows
	}
	return 0
}
