package tablefile

import "strings"

// Fault describes a reject without its cell, for a log: where columns are shifted the cell may hold a patient's number, whatever its
// column is for.
func (r *Reject) Fault() string {
	if strings.HasPrefix(r.Reason, "got a cell like ") || strings.HasPrefix(r.Reason, "got an empty cell") { // a shape shows nothing of a cell
		return r.Column + ": " + r.Reason
	}
	if at := strings.LastIndex(r.Reason, "; want "); r.Column != "" && at >= 0 {
		return r.Column + ": got something else" + r.Reason[at:]
	}
	return strings.TrimSpace(r.Column + " " + r.Reason)
}
