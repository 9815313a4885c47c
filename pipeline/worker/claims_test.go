package worker

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"vigie/pipeline"
	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
)

// texts writes records under a header as an Arrow stream of texts, an empty cell as a null.
func texts(t *testing.T, header []string, records [][]string) []byte {
	t.Helper()
	var fields []arrow.Field
	for _, name := range header {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	return sent(t, fields, 1000, len(records), func(b *array.RecordBuilder, row int) {
		for i, cell := range records[row] {
			if cell == "" {
				b.Field(i).AppendNull()
			} else {
				b.Field(i).(*array.StringBuilder).Append(cell)
			}
		}
	})
}

// records reads a claim file of the sample, without the lines that reverse one another and those that repeat an id.
func records(t *testing.T, path string) (header []string, list [][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header, all = all[0], all[1:]
	id, cancels := slices.Index(header, "claim_id"), slices.Index(header, "cancels")
	gone := map[string]bool{}
	for _, r := range all {
		gone[r[cancels]] = true
	}
	for _, r := range all {
		if !gone[r[id]] && r[cancels] == "" {
			gone[r[id]] = true
			list = append(list, r)
		}
	}
	return header, list
}

// Claims on a stream are found by the rules that look at one claim what an audit of their files finds.
func TestClaimsOfNoJob(t *testing.T) {
	dir := filepath.Join("..", "..", "fixtures", "sample")
	out := filepath.Join(t.TempDir(), "out")
	outcome, err := pipeline.Audit(context.Background(), pipeline.Options{Dir: dir, Out: out, Workers: 2, Listener: pipeline.Listener{Quiet: true}}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	published, err := publish.OpenPublished(out)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	err = findings.EachAnomaly(published, func(r *findings.Row) {
		if r.Rule.Across == nil {
			want = append(want, fmt.Sprint(r.ClaimID, " ", r.Rule.ID, " ", r.Verdict, " ", r.FR))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"transports.csv", "care.csv"} {
		header, list := records(t, filepath.Join(dir, name))
		var to bytes.Buffer
		var judged Judged
		o := Options{Registers: filepath.Join(dir, "registers"), AsOf: outcome.AsOf, Judged: func(j *Judged) { judged = *j }}
		if err := Work(context.Background(), o, bytes.NewReader(texts(t, header, list)), &to); err != nil || judged.Rejected != 0 {
			t.Fatalf("%s: got %d rejected, %v", name, judged.Rejected, err)
		}
		for _, r := range rowsOf(t, to.Bytes()) {
			got = append(got, fmt.Sprint(r["claim_id"], " ", r["rule_id"], " ", r["verdict"], " ", r["message_fr"]))
		}
		blamed := 0
		for _, c := range judged.Coverage {
			blamed += len(c.Blamed)
		}
		if judged.Claims != int64(len(list)) || blamed == 0 {
			t.Errorf("%s: got %d claims, %d things to blame for what could not be decided; want %d claims, and some", name, judged.Claims, blamed, len(list))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := gocmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("%d findings wanted:\n%s", len(want), diff)
	}
}

// What cannot be read is counted and told, and no claim of it is silently lost.
func TestClaimsOfNoJobThatAreRejected(t *testing.T) {
	header, list := records(t, filepath.Join("..", "..", "fixtures", "sample", "transports.csv"))
	list = list[:3]
	list[1] = slices.Clone(list[1])
	list[1][slices.Index(header, "departed_at")] = "yesterday"
	var to bytes.Buffer
	var judged Judged
	err := Work(context.Background(), Options{Judged: func(j *Judged) { judged = *j }}, bytes.NewReader(texts(t, header, list)), &to)
	if err != nil || judged.Rejected != 1 || judged.FaultRow != 2 || !strings.Contains(judged.Fault, "departed_at") {
		t.Errorf("got %d rejected, row %d: %s, %v; want one, with its row and column", judged.Rejected, judged.FaultRow, judged.Fault, err)
	}
	err = Work(context.Background(), Options{}, bytes.NewReader(texts(t, header[1:2], [][]string{{"x"}})), &to)
	if !errors.Is(err, claimfile.ErrMissingColumn) || !strings.Contains(err.Error(), "claim_id") {
		t.Errorf("got %v; want the missing columns", err)
	}
	for _, rule := range []string{"none-such", "1a-crew-in-two-vehicles", "5-above-peers"} {
		if err = Work(context.Background(), Options{Rules: []string{rule}}, bytes.NewReader(nil), &to); !refused(err) || !strings.Contains(err.Error(), rule) {
			t.Errorf("got %v; want the rule %s refused", err, rule)
		}
	}
}
