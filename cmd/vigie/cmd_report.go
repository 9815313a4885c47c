package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/pipeline"
)

func newReport(t *terminal) *cobra.Command {
	var o pipeline.ReportOptions
	c := &cobra.Command{
		Use:   "report OUT",
		Short: "Make report.html of OUT again, or a page in another language in another file",
		Long: `report makes the page of a published folder from its tables and its manifest. Without --out it restores report.html of OUT
as the run wrote it, byte for byte. A page in another language, or by another version of the program, needs --out: the
manifest of OUT names the page that the run wrote, and stays as it was sealed.`,
		Example: "  vigie report out\n  vigie report out --lang en --out report.en.html",
		Args:    exactly(1),
	}
	f := c.Flags()
	f.StringVar(&o.File, "out", "", "file to write (default report.html of OUT)")
	f.StringVar(&o.Lang, "lang", "", "language: fr or en (default that of the page of OUT)")
	c.RunE = func(_ *cobra.Command, args []string) error {
		if o.Lang != "" && o.Lang != "fr" && o.Lang != "en" {
			return fmt.Errorf("%w: --lang: got %q; want fr or en", errUsage, o.Lang)
		}
		o.Out = args[0]
		path, err := pipeline.Report(o)
		if err != nil {
			return err
		}
		fmt.Fprintln(t.out, path)
		return nil
	}
	return c
}
