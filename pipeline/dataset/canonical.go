package dataset

import (
	"context"
	"path/filepath"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// canonicalLayout is one file of transports or of care, or several, with a claim to a row.
var canonicalLayout = layout{
	name: "canonical", files: "transports* or care*",
	takes: func(name string) (transports, ok bool) {
		kind, ok := kindOf(name)
		return kind == claim.Transport, ok
	},
	open: func(files []foundFile) source {
		s := new(claimFiles)
		for _, f := range files {
			kind, _ := kindOf(f.taken)
			in := &Input{Name: f.name, Kind: kind}
			in.open = func(ctx context.Context, o *Options, again bool) (chunks, error) {
				return openClaimFile(ctx, o, in, again)
			}
			s.files, s.list = append(s.files, f.name), append(s.list, in)
		}
		return s
	},
}

// kindOf is the kind of the claims in a file or folder, by how its name begins.
func kindOf(name string) (claim.Kind, bool) {
	switch {
	case begins(name, "transports"):
		return claim.Transport, true
	case begins(name, "care"):
		return claim.Care, true
	}
	return 0, false
}

// claimFiles are the claim files of a folder.
type claimFiles struct {
	files []string
	list  []*Input
}

func (s *claimFiles) prepare(context.Context, *Options, string, *claim.Registers) error { return nil }
func (s *claimFiles) inputs() []*Input                                                  { return s.list }
func (s *claimFiles) names() []string                                                   { return s.files }
func (s *claimFiles) counted() []string                                                 { return nil }
func (s *claimFiles) eachReject(context.Context, func(tablefile.Reject)) error          { return nil }
func (s *claimFiles) close() error                                                      { return nil }

func (s *claimFiles) accounts(map[string]int64) []Account {
	var list []Account
	for _, in := range s.list {
		list = append(list, Account{in.Name, in.Kind, in.Columns, in.Sum, in.Counts, in.Understood})
	}
	return list
}

func openClaimFile(ctx context.Context, o *Options, in *Input, again bool) (chunks, error) {
	t := o.table(ctx, in.Name)
	t.SkipSum = again || o.NoSums
	f, err := claimfile.Open(filepath.Join(o.Dir, in.Name), in.Kind, t)
	if err != nil {
		return chunks{}, err
	}
	in.Columns = f.Columns()
	next := func() (Chunk, error) {
		c, err := f.Next()
		if err != nil {
			if !again {
				in.Sum = f.Sum()
			}
			return nil, err
		}
		return c, nil
	}
	return chunks{next, f.Close}, nil
}

func (o *Options) table(ctx context.Context, name string) tablefile.Options {
	return tablefile.Options{Name: name, Encoding: o.Encoding, Instants: o.Instants, Context: ctx}
}
