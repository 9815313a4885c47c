package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"vigie/pipeline/judge"
	"vigie/pipeline/progress"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

// Meter measures a run, and writes how far it came, however it ended: gauges in the text format of Prometheus, for the textfile collector
// of its node exporter. Labels hold rules, verdicts and stages; never an identifier or a path. What a run did not come to is left out, but
// the time of the last success, which a failed run takes over from the file that it replaces. scripts/alerts.yaml has alerts on them.
type Meter struct {
	path    string
	version string
	started time.Time
	success float64  // when a run was last published, in seconds since 1970; 0 where that is not known
	done    bool     // the run was published
	audit   *audit   // nil until there is something to do
	outcome *Outcome // nil until every claim was judged
	rules   *judge.RuleClock
}

// ErrMetrics is returned by NewMeter where a file may not hold metrics.
var ErrMetrics = errors.New("no place for metrics")

// NewMeter is a meter that writes to a file. ErrMetrics says that the file may not be written: it is neither new nor what a
// meter wrote, or it stands in the folder that the run publishes, which holds nothing but what its manifest names.
func NewMeter(path, out, version string) (*Meter, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("cannot write the metrics to %s: %w", path, err)
	}
	if err := meterable(absolute, out); err != nil {
		return nil, fmt.Errorf("cannot write the metrics to %s: %w: %w", path, ErrMetrics, err)
	}
	success, err := lastSuccess(absolute)
	if err != nil {
		return nil, fmt.Errorf("cannot write the metrics to %s: %w", path, err)
	}
	return &Meter{path: absolute, version: version, started: time.Now(), success: success}, nil
}

// largestMetrics is more than a file of metrics ever holds, in bytes.
const largestMetrics = 4 << 20

// lastSuccess is when a run was last published, as the file of an earlier one says it; 0 where it says nothing.
func lastSuccess(path string) (float64, error) {
	text, err := tablefile.ReadSmall(path, largestMetrics, ErrMetrics)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	for line := range bytes.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(string(line)), " "); ok && name == successMetric {
			at, err := strconv.ParseFloat(value, 64)
			if err != nil || math.IsNaN(at) || at < 0 {
				return 0, nil
			}
			return at, nil
		}
	}
	return 0, err
}

const successMetric = "vigie_last_success_timestamp_seconds"

const metricsHead = "# HELP vigie_"

func meterable(path, out string) error {
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return err
	}
	if !folder.IsDir() {
		return errors.New("got a name below a file; want one in a folder")
	}
	if published, err := filepath.Abs(out); err == nil && out != "" && strings.HasPrefix(path, published+string(filepath.Separator)) {
		return errors.New("got a file in the folder that is published; want one elsewhere")
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("got %s; want a file, or a new name", tablefile.FileKind(info.Mode()))
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, len(metricsHead))
	if n, _ := f.Read(head); n > 0 && string(head[:n]) != metricsHead {
		return errors.New("got a file that holds something else than metrics; want metrics of an earlier run, or a new name")
	}
	return nil
}

// watch has the meter measure a run.
func (m *Meter) watch(a *audit) {
	if m != nil {
		m.audit = a
	}
}

// judged gives the meter what a run came to.
func (m *Meter) judged(o *Outcome, k *judge.RuleClock) {
	if m != nil {
		m.outcome, m.rules = o, k
	}
}

// published tells the meter that the run was published.
func (m *Meter) published() {
	if m != nil {
		m.done = true
	}
}

// Write replaces the file, whole or not at all. It is called once the run has ended.
func (m *Meter) Write(exitCode int) error {
	if err := renameio.WriteFile(m.path, m.text(exitCode, time.Now()), 0o640, renameio.WithTempDir(filepath.Dir(m.path)), renameio.WithStaticPermissions(0o640)); err != nil {
		return fmt.Errorf("cannot write the metrics: %w", err)
	}
	return nil
}

func (m *Meter) text(exitCode int, now time.Time) []byte {
	var x exposition
	x.metric("vigie_build_info", "The program and its rules; always 1.")
	x.sample(1, "version", m.version, "go", runtime.Version(), "rule_set", rules.Fingerprint())
	x.one("vigie_run_exit_code", "How the last run ended, as vigie help exit-codes tells.", float64(exitCode))
	x.one("vigie_run_started_timestamp_seconds", "When the last run began, in seconds since 1970.", unixSeconds(m.started))
	x.one("vigie_run_finished_timestamp_seconds", "When the last run ended, in seconds since 1970.", unixSeconds(now))
	success := m.success
	if m.done {
		success = unixSeconds(now)
	}
	if success > 0 {
		x.one(successMetric, "When a run was last published, in seconds since 1970; a run that fails leaves it.", success)
	}
	x.one("vigie_run_seconds", "How long the last run took.", now.Sub(m.started).Seconds())
	x.one("vigie_run_peak_memory_bytes", "Most memory that the last run held.", float64(progress.PeakMemory()))
	if m.audit != nil {
		m.reading(&x)
	}
	if m.outcome != nil {
		m.judging(&x)
	}
	return x.Bytes()
}

func unixSeconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// reading writes what is known even of a run that was not finished.
func (m *Meter) reading(x *exposition) {
	records, size := m.audit.progress.Position().Records, m.audit.progress.Position().Bytes
	if o := m.outcome; o != nil {
		records, size = o.Read, o.Bytes
	}
	x.one("vigie_run_read_records", "Records read below the headers of claim files.", float64(records))
	x.one("vigie_run_read_bytes", "Bytes of claim files: as stored, or of text so far where the run did not read them all.", float64(size))
	if stages := m.audit.stopwatch.Stages; len(stages) > 0 {
		x.metric("vigie_run_stage_seconds", "How long each stage took; stages overlap.")
		seconds, names := map[string]float64{}, []string{}
		for _, s := range stages {
			if _, seen := seconds[s.Name]; !seen {
				names = append(names, s.Name)
			}
			seconds[s.Name] += s.Seconds
		}
		for _, name := range names {
			x.sample(seconds[name], "stage", name)
		}
	}
}

// judging writes what became of the claims.
func (m *Meter) judging(x *exposition) {
	o := m.outcome
	x.one("vigie_run_claims", "Claims that the rules were put to.", float64(o.Claims))
	x.one("vigie_run_context_claims", "Claims outside the days that are reported.", float64(o.Context))
	x.one("vigie_run_earlier_claims", "Claims of earlier nights that count beside those read.", float64(o.Earlier))
	x.one("vigie_run_cancelled_records", "Lines that another line reverses, and those that do.", float64(o.Cancelled))
	x.one("vigie_run_rejected_records", "Records that could not be read.", float64(o.Rejected))
	share := 0.0
	if o.Read > 0 {
		share = float64(o.Rejected-o.RegistersRejected) / float64(o.Read)
	}
	x.one("vigie_rejected_ratio", "Share of the records of claim files that could not be read, from 0 to 1.", share)
	x.one("vigie_findings_new", "Findings on claims that no earlier night told: rows of anomalies.parquet.", float64(o.Reported))
	x.one("vigie_findings_withdrawn", "Findings of earlier nights that no longer stand: rows of withdrawn.parquet.", float64(o.Withdrawn))
	x.metric("vigie_amount_at_stake_euros", "Amount at stake on claims with new findings that nobody has set aside, each claim once, by its gravest verdict.")
	x.sample(float64(o.AnomalyStake)/100, "verdict", rules.Anomaly.String())
	x.sample(float64(o.ReviewStake)/100, "verdict", rules.Review.String())
	x.one("vigie_run_suppressed_findings", "Findings that somebody has set aside.", float64(o.Suppressed()))
	x.one("vigie_run_conduct_rows", "Findings about subjects.", float64(o.Conduct))
	x.metric("vigie_run_findings", "Claims that a rule flagged, by verdict.")
	for i := range o.Coverage {
		for _, verdict := range []rules.Verdict{rules.Anomaly, rules.Review} {
			x.sample(float64(o.Coverage[i].Verdicts[verdict]), "rule", o.Coverage[i].Rule.ID, "verdict", verdict.String())
		}
	}
	x.metric("vigie_run_undecided", "Claims in a rule's scope on which it could not decide for lack of data.")
	for i := range o.Coverage {
		x.sample(float64(o.Coverage[i].Verdicts[rules.InsufficientData]), "rule", o.Coverage[i].Rule.ID)
	}
	x.metric("vigie_run_decided", "Claims in a rule's scope on which it decided, flagged or not.")
	for i := range o.Coverage {
		v := &o.Coverage[i].Verdicts
		x.sample(float64(v[rules.Compliant]+v[rules.Review]+v[rules.Anomaly]), "rule", o.Coverage[i].Rule.ID)
	}
	x.metric("vigie_run_rule_seconds", fmt.Sprintf("What a rule took on all claims one by one, on all workers together: timed on one claim in %d and multiplied. "+
		"Judging claims together and subjects is in the stages alone.", judge.TimedClaims))
	for i := range o.Coverage {
		x.sample(m.rules.Seconds(i), "rule", o.Coverage[i].Rule.ID)
	}
}

// exposition is text in the exposition format, version 0.0.4. Every metric is a gauge: each run begins anew.
type exposition struct {
	bytes.Buffer
	name string
}

func (x *exposition) metric(name, help string) {
	x.name = name
	fmt.Fprintf(x, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
}

func (x *exposition) one(name, help string, value float64) {
	x.metric(name, help)
	x.sample(value)
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// sample writes a value of the metric with its labels, name after name.
func (x *exposition) sample(value float64, labels ...string) {
	x.WriteString(x.name)
	for i := 0; i < len(labels); i += 2 {
		x.WriteByte("{,"[min(i, 1)])
		fmt.Fprintf(x, `%s="%s"`, labels[i], labelEscapes.Replace(strings.ToValidUTF8(labels[i+1], "\uFFFD")))
	}
	if len(labels) > 0 {
		x.WriteByte('}')
	}
	x.WriteString(" " + strconv.FormatFloat(value, 'f', -1, 64) + "\n")
}
