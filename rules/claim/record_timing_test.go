package claim

import "testing"

// A leg of the DCIR, written and read again; bytes are those of its record.
func BenchmarkRecord(b *testing.B) {
	leg := Claim{
		Kind: Transport, ClaimID: "100010000:2019-02-01:1:17:1:2019-02-01:01C391000:1:0:1", BillerID: "266201656", PatientID: "B7GA37WEFNCE2M",
		PerformedOn: 17000, AmountBilled: 2378, AmountReimbursed: 1546, DeparturePostcode: "39850", ArrivalPostcode: "39450",
		DriverName: "LEFEBVRE", Plate: "AE829QY", DepartedAt: 1548235560, ArrivedAt: 1548236760, BilledKm: 103, TariffCodes: "11;21", Service: VSL,
	}
	for _, column := range []Column{
		ColClaimID, ColOperatorID, ColPatientID, ColPerformedOn, ColAmountBilled, ColAmountReimbursed, ColDeparturePostcode, ColArrivalPostcode,
		ColDriverName, ColPlate, ColDepartedAt, ColArrivedAt, ColBilledKm, ColTariffCodes, ColService, ColEmergency, ColSurcharge, ColAgreementFlag,
	} {
		leg.Known = leg.Known.With(column)
	}
	record := Append(nil, &leg)
	b.Run("append", func(b *testing.B) {
		b.SetBytes(int64(len(record)))
		b.ReportAllocs()
		for b.Loop() {
			record = Append(record[:0], &leg)
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(record)))
		b.ReportAllocs()
		var into Claim
		for b.Loop() {
			ReadRecord(record, &into)
		}
	})
}
