package tablefile

// Fault describes a reject by its column and reason, for a log. A reason never has a cell in it, only its shape: where columns are shifted
// a cell may hold a patient's number, whatever its column is for.
func (r *Reject) Fault() string {
	if r.Column == "" {
		return r.Reason
	}
	return r.Column + ": " + r.Reason
}
