// Command vigie audits French transport and care claims against article R147-8 of the Code de la sécurité sociale and
// writes what an analyst should look at to Parquet.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"vigie/pipeline/tablefile"
)

func main() {
	tablefile.ServeParquet()
	stop := profile()
	code := run(os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs a command line and gives the exit code. The first signal is caught until the process ends: one that comes after the last output
// must not kill a run that is done.
func run(args []string, stdout, stderr *os.File) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupts
		cancel()
		signal.Stop(interrupts) // a second signal ends the process at once
	}()
	t := &terminal{out: escapingWriter{stdout}, err: stderr, raw: stdout}
	root := newRoot(t)
	root.SetArgs(args)
	return t.exit(root.ExecuteContext(ctx))
}
