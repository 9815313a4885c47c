// Package publish makes the folder of a run: it appears whole or not at all, and its seal shows whether anything in it was changed.
//
// A run writes into a Draft, a hidden folder beside OUT. Publish writes the manifest with the hash of every file, signs and seals it,
// and gives the draft the name OUT; it takes no table that was not read back. Verify compares a published folder with its manifest.
// OpenPublished opens one to be read, and Latest finds the one whose ledger the next night reads.
package publish

import "errors"

// Sentinel errors, for the exit code of the command.
var (
	// ErrExists is returned by Begin where OUT is there and may not be replaced.
	ErrExists = errors.New("it exists already; want a new name, or leave to replace it")
	// ErrForeign is returned where a folder is not one that a run has published: a file, a symbolic link, a folder with other
	// things in it, a folder of a later format. Such a thing is never replaced and never read.
	ErrForeign = errors.New("it is not the folder of a run")
	// ErrBusy is returned by Begin while another run holds OUT.
	ErrBusy = errors.New("another run holds it")
	// ErrTouched is returned where a folder is not what its run wrote.
	ErrTouched = errors.New("it is not what its run wrote")
	// ErrHistory is returned where an earlier run's folder is not what its manifest says.
	ErrHistory = errors.New("the history cannot be used")
	// ErrKey is returned where a file holds no key of the kind that is wanted.
	ErrKey = errors.New("the key cannot be used")
)
