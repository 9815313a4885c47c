package dataset

import (
	"context"
	"errors"
	"io"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// SampleSize is how many claims of each kind a sample has of the claim files: the first that can be read, in input order. Claims that were
// joined from tables come in no such order, and are all in it.
const SampleSize = 1 << 15

// Sample shows a fixed sample of the claims, before any Pass, until use wants no more. It is the same for any number of workers and any
// memory. Part says that there are more claims than were shown.
func Sample(ctx context.Context, d *Dataset, use func(*claim.Claim) (more bool)) (part bool, err error) {
	var shown [2]int
	var left [2]bool // claims that are not in the sample
	for _, in := range d.inputs {
		if !in.derived && left[in.Kind] {
			continue
		}
		more, rest, err := sampleOf(ctx, d, in, &shown[in.Kind], use)
		if err != nil {
			if err = d.refuse(ctx, in.Name, err); err == nil {
				continue
			}
		}
		if err != nil || !more {
			return true, err
		}
		left[in.Kind] = left[in.Kind] || rest
	}
	return left[claim.Transport] || left[claim.Care], nil
}

// sampleOf shows the claims of one input that are in the sample. Rest says that the input has more.
func sampleOf(ctx context.Context, d *Dataset, in *Input, shown *int, use func(*claim.Claim) bool) (more, rest bool, err error) {
	more = true
	err = each(ctx, d, in, func(c *claim.Claim) bool {
		switch {
		case in.derived:
			more = use(c)
		case *shown == SampleSize:
			rest = true
		default:
			more = use(c)
			*shown++
		}
		return more && !rest
	})
	return more, rest, err
}

// each shows the claims of one input in order, until use wants no more. It counts nothing.
func each(ctx context.Context, d *Dataset, in *Input, use func(*claim.Claim) (more bool)) (err error) {
	c, err := in.open(ctx, &d.Options, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	var line claim.Claim
	for more := true; more; {
		chunk, err := c.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		chunk.Each(&line, func(claimfile.Position) { more = more && use(&line) }, func(tablefile.Reject) {})
		err = chunk.Err()
		chunk.Release()
		if err != nil {
			return err
		}
	}
	return nil
}
