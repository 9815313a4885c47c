package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/pipeline"
)

func newWorker(t *terminal) *cobra.Command {
	var o pipeline.WorkOptions
	c := &cobra.Command{
		Use:   "worker STEP --job FILE",
		Short: "Do one step of an audit on Arrow streams, for a job that runs on many machines",
		Long: `worker reads Arrow IPC streams on stdin, one after another, and answers each with one on stdout: one step of an audit that is
spread over many processes. Spark starts it, cuts the claims into partitions and brings together what belongs together; see
scripts/spark/README.md. The steps, in their order:

  read      lines of CSV files, or rows of tables: columns _file, _block and _line or those of the claims
  judge     claims, every rule that looks at one claim: columns place, state, body
  sift      hints sorted by group: columns group, place, body
  trace     claims that may matter to rules across claims: columns place, rule, body
  group     traces sorted by group: columns group, place, body
  tell      claims with their marks, sorted by place: columns place, body, mark
  repeat    findings that count, sorted by group: columns group, rule, body
  conclude  what was counted: columns what, body

It needs no disk, and holds a batch, a group or the marks of one claim at a time beside the registers. A stream that is cut, corrupt
or of another step is exit 4, with a message.`,
		Example:   "  vigie worker judge --job job.json --registers /data/registers <claims.arrow >findings.arrow",
		Args:      exactly(1),
		ValidArgs: pipeline.Steps,
	}
	f := c.Flags()
	f.StringVar(&o.Job, "job", "", "file with what all processes of the job must know alike, in JSON (required)")
	f.StringVar(&o.Registers, "registers", "", "folder of the reference registers")
	c.RunE = func(c *cobra.Command, args []string) error {
		o.Step = args[0]
		switch {
		case !slices.Contains(pipeline.Steps, o.Step):
			return fmt.Errorf("%w: got step %q; want %s", errUsage, o.Step, strings.Join(pipeline.Steps, ", "))
		case o.Job == "":
			return fmt.Errorf("%w: no --job; want %s", errUsage, c.UseLine())
		}
		return pipeline.Work(c.Context(), o, c.InOrStdin(), t.pipe)
	}
	return c
}
