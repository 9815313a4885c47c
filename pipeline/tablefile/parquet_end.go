package tablefile

import "fmt"

// checkEnd checks that nothing follows the last row according to the footer. A footer with fewer rows than the columns have, or
// with a negative number, would leave claims out of the count. And the pages have their checksums.
func (p *parquetReader) checkEnd() error {
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
	for i := range p.pages {
		if err := p.pages[i].check(p.file); err != nil {
			return err
		}
	}
	return errNoRecords
}
