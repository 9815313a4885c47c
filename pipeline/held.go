package pipeline

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"vigie/pipeline/findings"
	"vigie/pipeline/scratch"
)

// heldFindings are the findings of joined tables until they can be told in input order: their claims come in the order of the
// join. They wait in a file that has no name and is gone with the process, in sorted runs; memory holds one run.
type heldFindings struct {
	file  *os.File
	size  int64
	open  held
	runs  []*io.SectionReader
	limit int // bytes of a run
	err   error
}

// held are findings one behind the other, as putRow stores them, and where each belongs.
type held struct {
	text  []byte
	index []heldPlace
}

// heldPlace is where a finding stands in the input, and its bytes in a text.
type heldPlace struct {
	file     int
	line     int64
	from, to int
}

func (p heldPlace) order(o heldPlace) int {
	return cmp.Or(cmp.Compare(p.file, o.file), cmp.Compare(p.line, o.line))
}

// heldRun is how many bytes of findings memory holds.
const heldRun = 8 << 20

func holdFindings(folder string) (*heldFindings, error) {
	f, err := scratch.Create(folder, "findings-")
	if err != nil {
		return nil, fmt.Errorf("cannot hold findings: %w", err)
	}
	return &heldFindings{file: f, limit: heldRun}, nil
}

// hold stores the findings of a chunk. number gives the claim files their order.
func (r *run) hold(rows []findings.Row, number map[string]int) (h held) {
	for i := range rows {
		row := &rows[i]
		from := len(h.text)
		h.text = r.putRow(h.text, row)
		h.index = append(h.index, heldPlace{number[row.SourceFile], row.SourceLine, from, len(h.text)})
	}
	return h
}

// add takes the findings of a chunk; those of one claim are in one chunk. An error is told by each.
func (h *heldFindings) add(more held) {
	if h.err != nil {
		return
	}
	start := len(h.open.text)
	h.open.text = append(h.open.text, more.text...)
	for _, p := range more.index {
		p.from, p.to = p.from+start, p.to+start
		h.open.index = append(h.open.index, p)
	}
	if len(h.open.text) >= h.limit {
		h.err = h.endRun()
	}
}

// endRun sorts what memory holds and writes it behind the other runs.
func (h *heldFindings) endRun() error {
	slices.SortStableFunc(h.open.index, heldPlace.order)
	w := bufio.NewWriterSize(h.file, 256<<10)
	var b []byte
	start := h.size
	for _, p := range h.open.index {
		b = binary.AppendUvarint(binary.AppendUvarint(b[:0], uint64(p.file)), uint64(p.line))
		b = scratch.AppendText(b, h.open.text[p.from:p.to])
		if _, err := w.Write(b); err != nil {
			return err
		}
		h.size += int64(len(b))
	}
	h.runs = append(h.runs, io.NewSectionReader(h.file, start, h.size-start))
	h.open = held{h.open.text[:0], h.open.index[:0]}
	return w.Flush()
}

// each shows the findings in input order, those of one place in the order in which they came.
func (h *heldFindings) each(see func(text []byte) error) error {
	err := h.err
	if err == nil {
		err = h.endRun()
	}
	h.open = held{}
	var all heldRuns
	for i, section := range h.runs {
		r := &heldReader{from: bufio.NewReaderSize(section, 64<<10), number: i}
		if err == nil {
			err = r.next()
		}
		if !r.ended {
			all = append(all, r)
		}
	}
	heap.Init(&all)
	for err == nil && len(all) > 0 {
		r := all[0]
		if err = see(r.text); err == nil {
			err = r.next()
		}
		if r.ended {
			heap.Pop(&all)
		} else {
			heap.Fix(&all, 0)
		}
	}
	if err != nil {
		return fmt.Errorf("cannot hold findings: %w", err)
	}
	return nil
}

// Close gives the disk back.
func (h *heldFindings) Close() error { return h.file.Close() }

// heldReader reads a run.
type heldReader struct {
	from   *bufio.Reader
	number int // of the run
	at     heldPlace
	text   []byte // of the finding
	ended  bool
}

func (r *heldReader) next() error {
	file, err := binary.ReadUvarint(r.from)
	if errors.Is(err, io.EOF) {
		r.ended = true
		return nil
	}
	line, err2 := binary.ReadUvarint(r.from)
	if err := cmp.Or(err, err2); err != nil {
		return err
	}
	r.at = heldPlace{file: int(file), line: int64(line)}
	r.text, err = scratch.ReadText(r.from, r.text)
	return err
}

// heldRuns are runs by what comes next of them.
type heldRuns []*heldReader

func (h heldRuns) Len() int { return len(h) }
func (h heldRuns) Less(i, j int) bool {
	return cmp.Or(h[i].at.order(h[j].at), cmp.Compare(h[i].number, h[j].number)) < 0
}
func (h heldRuns) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *heldRuns) Push(x any)   { *h = append(*h, x.(*heldReader)) }
func (h *heldRuns) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
