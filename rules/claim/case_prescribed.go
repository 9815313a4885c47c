package claim

// MentionRequired says whether the prescriber has to mark the prescription as not reimbursable, on the given ground.
func (c *Case) MentionRequired(on Ground) Truth {
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case rx.NonReimbursableRequired == No || rx.NonReimbursableGround != on && rx.NonReimbursableGround != 0:
		return False
	case rx.NonReimbursableRequired == 0:
		return c.unsure("prescriptions.non_reimbursable_required")
	case rx.NonReimbursableGround == 0:
		return c.unsure("prescriptions.non_reimbursable_ground")
	}
	return True
}

// MentionGround is why the prescription has to be marked.
func (c *Case) MentionGround() Ground { return c.rx().NonReimbursableGround }

// MentionWritten says whether the prescription is marked as not reimbursable.
func (c *Case) MentionWritten() Truth {
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case rx.NonReimbursableMarked == 0:
		return c.unsure("prescriptions.non_reimbursable_marked")
	}
	return truth(rx.NonReimbursableMarked == Yes)
}

// PrescribedToAnother says whether the prescription, or the convocation that stands in for it, is for another patient.
func (c *Case) PrescribedToAnother() Truth {
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case rx.PatientID == "" && c.prescription.convoke:
		return c.unsure("convocations.patient_id")
	case rx.PatientID == "":
		return c.unsure("prescriptions.patient_id")
	case c.line.PatientID == "":
		return c.unsure(columnNames[ColPatientID])
	}
	return truth(rx.PatientID != c.line.PatientID)
}
