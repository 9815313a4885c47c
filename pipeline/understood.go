package pipeline

import (
	"cmp"
	"slices"

	"github.com/rs/zerolog"

	"vigie/pipeline/dataset"
	"vigie/pipeline/publish"
)

// Understood counts the cells that are not written as the contract has them and were understood, by file in input order, column and
// kind.
func (o *Outcome) Understood() []publish.Understood {
	var list []publish.Understood
	for i := range o.Files {
		f := &o.Files[i]
		first := len(list)
		for seen, cells := range f.Understood {
			list = append(list, publish.Understood{Path: f.Name, Column: seen.Column, How: seen.Note.String(), Cells: cells})
		}
		slices.SortFunc(list[first:], func(x, y publish.Understood) int {
			return cmp.Or(cmp.Compare(x.Column, y.Column), cmp.Compare(x.How, y.How))
		})
	}
	return list
}

// logUnderstood warns once of each column of a file with such cells. Nothing of a cell is shown.
func logUnderstood(a *audit, o *Outcome) {
	list := o.Understood()
	for len(list) > 0 {
		of, same := list[0], 1
		for same < len(list) && list[same].Path == of.Path && list[same].Column == of.Column {
			same++
		}
		cells := zerolog.Dict()
		for _, u := range list[:same] {
			cells.Int64(u.How, u.Cells)
		}
		a.log.Warn().Str("file", of.Path).Str("column", of.Column).Dict("cells", cells).
			Msg("cells that are not written as the contract has them were understood")
		list = list[same:]
	}
}

// passedOver are the files that were not read, for the manifest.
func passedOver(d *dataset.Dataset) []publish.PassedOver {
	var list []publish.PassedOver
	for _, f := range d.PassedOver() {
		list = append(list, publish.PassedOver{Path: f.Name, Why: f.Why})
	}
	return list
}

// logPassedOver warns of files that were not read.
func logPassedOver(a *audit) {
	files := a.data.PassedOver()
	if len(files) == 0 {
		return
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	a.log.Warn().Strs("files", names).Msg("files of the folder that are no claim files, or cannot be read, were passed over")
}
