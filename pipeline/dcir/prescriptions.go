package dcir

import (
	"hash/maphash"
	"iter"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// linkedPrescription is a prescription and the next one of its patient and day.
type linkedPrescription struct {
	id   string
	next int32 // -1 where there is none
}

// PrescriptionFinder finds prescriptions in a register by what the DCIR has of them, for Options.FindPrescription. It finds the only one
// of a patient, day and kind that names the same prescriber or, where one of the two does not name any, the same facility. It is nil
// where the register does not list its rows.
func PrescriptionFinder(register claim.Register[claim.Prescription]) func(string, civil.Day, string, string, bool) (string, bool) {
	rows, ok := register.(interface {
		All() iter.Seq[*claim.Prescription]
		Len() int
	})
	if !ok {
		return nil
	}
	seed := maphash.MakeSeed()
	keyOf := func(patient string, signed civil.Day) uint64 {
		return maphash.String(seed, patient) + uint64(signed)*0x9e3779b97f4a7c15
	}
	first, links := make(map[uint64]int32, rows.Len()), make([]linkedPrescription, 0, rows.Len())
	for rx := range rows.All() {
		if rx.PatientID == "" || !rx.SignedOn.Known() {
			continue
		}
		key := keyOf(rx.PatientID, rx.SignedOn)
		next, found := first[key]
		if !found {
			next = -1
		}
		first[key] = int32(len(links))
		links = append(links, linkedPrescription{rx.PrescriptionID, next})
	}
	return func(patient string, signed civil.Day, prescriber, facility string, care bool) (id string, found bool) {
		at, found := first[keyOf(patient, signed)]
		if !found {
			return "", false
		}
		for ; at >= 0; at = links[at].next {
			rx := &register.Of(links[at].id)[0]
			if rx.PatientID != patient || rx.SignedOn != signed || (rx.Kind == claim.Care) != care {
				continue
			}
			switch {
			case prescriber != "" && rx.PrescriberID != "":
				if prescriber != rx.PrescriberID {
					continue
				}
			case facility != "" && rx.PrescriberFacility != "" && rx.PrescriberFacility != claim.AbsentText && !sameFacility(facility, rx.PrescriberFacility):
				continue
			}
			if id != "" {
				return "", false
			}
			id = rx.PrescriptionID
		}
		return id, id != ""
	}
}

// sameFacility compares FINESS numbers, of which ETB_PRE_FIN has eight digits of nine.
func sameFacility(short, full string) bool {
	return short == full || len(short) == 8 && len(full) == 9 && full[:8] == short
}
