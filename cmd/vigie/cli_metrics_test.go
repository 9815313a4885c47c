package main

import (
	"os"
	"strings"

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
