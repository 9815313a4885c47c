package main

import (
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/rogpeppe/go-internal/testscript"
)

// parses FILE…: each file is text that Prometheus accepts, and every metric in it is a gauge with a help text and a value.
func parses(ts *testscript.TestScript, _ bool, args []string) {
	for _, arg := range args {
		f, err := os.Open(ts.MkAbs(arg))
		ts.Check(err)
		parser := expfmt.NewTextParser(model.LegacyValidation)
		families, err := parser.TextToMetricFamilies(f)
		_ = f.Close()
		ts.Check(err)
		if len(families) == 0 {
			ts.Fatalf("%s: got no metrics", arg)
		}
		for name, family := range families {
			switch {
			case !strings.HasPrefix(name, "vigie_"):
				ts.Fatalf("%s: got a metric %s; want all of them to begin with vigie_", arg, name)
			case family.GetType() != dto.MetricType_GAUGE || family.GetHelp() == "" || len(family.GetMetric()) == 0:
				ts.Fatalf("%s: got %v; want a gauge with a help text and a value", arg, family)
			}
			seen := map[string]bool{}
			for _, m := range family.GetMetric() {
				if key := labelsOf(m); seen[key] {
					ts.Fatalf("%s: got %s{%s} twice", arg, name, key)
				} else {
					seen[key] = true
				}
			}
		}
	}
}

func labelsOf(m *dto.Metric) string {
	var b strings.Builder
	for _, l := range m.GetLabel() {
		b.WriteString(l.GetName() + "=" + l.GetValue() + ",")
	}
	return b.String()
}

// alerts RULES FILE: the alert rules for Prometheus are as it has them, and each metric and label that they name is in the file of metrics.
func alerts(ts *testscript.TestScript, _ bool, args []string) {
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr string
				Labels      map[string]string
				Annotations map[string]string
			}
		}
	}
	ts.Check(yaml.UnmarshalWithOptions([]byte(ts.ReadFile(args[0])), &file, yaml.Strict()))
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	seen := map[string]bool{}
	for _, group := range file.Groups {
		for _, r := range group.Rules {
			named := metricNames.FindAllStringSubmatch(r.Expr, -1)
			if r.Alert == "" || seen[r.Alert] || len(named) == 0 || r.Labels["severity"] == "" || r.Annotations["summary"] == "" {
				ts.Fatalf("%s: got %+v; want an alert with a name of its own, metrics, a severity and a summary", group.Name, r)
			}
			seen[r.Alert] = true
			if strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") {
				ts.Fatalf("%s: got brackets that do not close", r.Alert)
			}
			for _, name := range named {
				family := families[name[1]]
				if family == nil {
					ts.Fatalf("%s: got %s, which no run writes", r.Alert, name[1])
				}
				if want := strings.ReplaceAll(name[2], `"`, ""); want != "" && !slices.ContainsFunc(family.GetMetric(), func(m *dto.Metric) bool { return labelsOf(m) == want+"," }) {
					ts.Fatalf("%s: got %s{%s}, which no run writes", r.Alert, name[1], name[2])
				}
			}
		}
	}
	if len(seen) == 0 {
		ts.Fatalf("got no alert")
	}
}

// metricNames finds the metrics of an expression, each with what stands in its braces.
var metricNames = regexp.MustCompile(`\b(vigie_\w+)(?:\{([^}]*)\})?`)
