package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/pipeline"
)

func newExplain(t *terminal) *cobra.Command {
	var data, lang, key string
	c := &cobra.Command{
		Use:   "explain OUT CLAIM_ID",
		Short: "Every rule's verdict on one claim, with the values it read and where",
		Long: `explain reads again the inputs that the manifest of OUT names, makes sure that they are what the run read, and prints
what every rule says of one claim, under the four headings that article R311-3-1-2 of the Code des relations entre le
public et l'administration asks of a decision that rests on an algorithm. Where the rules of this program are not those
of the run, it says so, prints what the rules of today say, and then what the run itself wrote about the claim.`,
		Example: "  vigie explain out TR0KWFXDEDE6Q0J\n  vigie explain out TR0KWFXDEDE6Q0J --data /archive/2026-03-01 --lang en",
		Args:    exactly(2),
	}
	c.Flags().StringVar(&data, "data", "", "folder of the claims, if it moved")
	c.Flags().StringVar(&key, "pseudonym-key", "", "file with the key of the run, where it wrote pseudonyms and read an earlier run")
	c.Flags().StringVar(&lang, "lang", "fr", "language: fr or en")
	complete(c, "lang", "fr", "en")
	c.RunE = func(c *cobra.Command, args []string) error {
		printer, ok := explanationPrinters[lang]
		if !ok {
			return fmt.Errorf("%w: --lang: got %q; want fr or en", errUsage, lang)
		}
		list, err := pipeline.Explain(c.Context(), args[0], args[1], data, key)
		if err != nil {
			return err
		}
		for i := range list {
			if err := printExplanation(t.out, printer, &list[i], args[1]); err != nil {
				return err
			}
		}
		return nil
	}
	return c
}
