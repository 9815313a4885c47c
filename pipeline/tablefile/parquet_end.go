package tablefile

import "fmt"

// end is what follows the last row that the footer tells of: nothing. A footer that tells of fewer rows than its columns
// hold, or of fewer than none, would leave claims out of the count.
func (p *inProcess) end() error {
	more := p.rows < 0
	err := guard(func() error {
		for _, r := range p.readers {
			data, err := r.NextBatch(1)
			if err != nil {
				return err
			}
			more = more || data != nil && data.Len() > 0
		}
		return nil
	})
	switch {
	case more:
		return fmt.Errorf("%w: got more rows in the columns than the footer says", ErrCorrupt)
	case err != nil:
		return err
	}
	return errNoRecords
}
