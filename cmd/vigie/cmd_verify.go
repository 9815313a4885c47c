package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/pipeline"
)

func newVerify(t *terminal) *cobra.Command {
	var pubkey string
	c := &cobra.Command{
		Use:   "verify OUT",
		Short: "Recompute every hash of OUT and read each file with the second Parquet implementation",
		Long: `verify recomputes the hash of each file that the manifest of OUT lists, and the manifest's own, and reads every Parquet
file with an implementation that did not write it. With --pubkey the manifest must also be signed with that key: hashes
reveal accidents but no forgery, since whoever changes a file can write a new manifest. A mismatch is exit 1.

To verify without this program, in OUT: sha256sum -c manifest.sha256, and
openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in manifest.json -sigfile manifest.sig`,
		Example: "  vigie verify out\n  vigie verify out --pubkey audit.pub.pem",
		Args:    exactly(1),
	}
	c.Flags().StringVar(&pubkey, "pubkey", "", "Ed25519 public key (PEM, PKIX) that the manifest must be signed with")
	c.RunE = func(c *cobra.Command, args []string) error {
		problems, err := pipeline.Verify(args[0], pubkey)
		if err != nil {
			return err
		}
		for _, p := range problems {
			fmt.Fprintln(t.out, p)
		}
		if len(problems) > 0 {
			return errProblems
		}
		how := ""
		if pubkey != "" {
			how = ", and signed with that key"
		}
		fmt.Fprintf(t.out, "%s: every file is as it was published%s\n", args[0], how)
		return nil
	}
	return c
}
