// Command vigie audits French transport and care claims against article R147-8 of the Code de la sécurité sociale and
// writes what an analyst should look at to Parquet.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := profile()
	code := run(os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it.
func run(args []string, stdout, stderr *os.File) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	t := &terminal{out: harmless{stdout}, err: stderr}
	root := newRoot(t)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = ctx.Err()
	}
	return t.exit(err)
}
