package worker

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// prefilter finds the candidates among the claims of each group, and the rules to which they may matter. The group keys are sorted by
// group.
func prefilter(w *stepWorker, s *tablefile.Stream) error {
	out := w.answer()
	var keys, scratch []claim.GroupKey
	again := map[uint64]bool{}
	candidates := map[uint64]rules.RuleSet{}
	err := byGroup(s, "position", func(group, position uint64, body []byte) error {
		k := claim.GroupKey{Group: group, Position: position}
		rejected, err := readKey(body, &k)
		if rejected {
			again[position] = true
		}
		keys = append(keys, k)
		return err
	}, func() error {
		slices.SortFunc(keys, func(a, b claim.GroupKey) int { return claim.CompareGroupKeys(&a, &b) })
		scratch = w.Auditor.PrefilterGroup(keys, &w.input, w.Parameters, scratch, func(position uint64, by rules.RuleSet) {
			if !again[position] {
				candidates[position] |= by
			}
		})
		for _, position := range slices.Sorted(maps.Keys(candidates)) {
			m := findings.Message[findings.Row]{What: msgCandidate, Position: int64(position), Rule: int64(candidates[position])}
			if err := out.Write(&m); err != nil {
				return err
			}
		}
		keys = keys[:0]
		clear(again)
		clear(candidates)
		return nil
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// keyBytes is how many bytes a group key takes without its group and position.
const keyBytes = 17

func putKey(b *[keyBytes]byte, k *claim.GroupKey, rejected bool) {
	binary.LittleEndian.PutUint32(b[0:], k.From)
	binary.LittleEndian.PutUint32(b[4:], k.Extra)
	binary.LittleEndian.PutUint32(b[8:], uint32(k.Day))
	binary.LittleEndian.PutUint16(b[12:], k.Length)
	b[14], b[15], b[16] = k.Rules, k.Context, 0
	if rejected {
		b[16] = 1
	}
}

// readKey reads a group key; rejected says that the claim is rejected, its id having stood before.
func readKey(b []byte, k *claim.GroupKey) (rejected bool, err error) {
	if len(b) != keyBytes {
		return false, fmt.Errorf("%w: got a group key of %d bytes; want what the step judge has written", ErrStep, len(b))
	}
	k.From, k.Extra, k.Day = binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), civil.Day(binary.LittleEndian.Uint32(b[8:]))
	k.Length, k.Rules, k.Context = binary.LittleEndian.Uint16(b[12:]), b[14], b[15]
	return b[16] != 0, nil
}
