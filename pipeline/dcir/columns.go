package dcir

import (
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
)

// column is a column of the three tables that is read.
type column uint8

// The nine columns of the key come first, in the order in which claim ids have them.
const (
	dctOrdNum column = iota
	flxDisDtd
	flxEmtNum
	flxEmtOrd
	flxEmtTyp
	flxTrtDtd
	orgCleNum
	prsOrdNum
	remTypAff
	keyColumns

	benNirPsa column = iota - 1
	benRngGem
	benDcdDte
	bseRemMnt
	bseRemSgn
	dpnQlf
	drgNat
	etbPreFin
	exeSoiDtd
	exoMtf
	pfsExeNum
	pfsPreNum
	prePreDtd
	prsActQte
	prsNatRef
	prsPaiMnt
	prsTopEnp
	pseActNat
	pseSpeCod
	rgoAsuNat

	trsActQsn
	trsOrdNum
	trsPrsIde
	trsTrsMtf

	itrOrdNum
	trsAcpNom
	trsAcpNomc
	trsArrCdp
	trsCdrNom
	trsCdrNomc
	trsDepCdp
	trsDisRel
	trsDtdDte
	trsDtfDte
	trsTrpHra
	trsTrpHrd
	trsVehNum
	trsVehNumc
	columns
)

var columnNames = [columns]string{
	"DCT_ORD_NUM", "FLX_DIS_DTD", "FLX_EMT_NUM", "FLX_EMT_ORD", "FLX_EMT_TYP", "FLX_TRT_DTD", "ORG_CLE_NUM", "PRS_ORD_NUM", "REM_TYP_AFF",
	"BEN_NIR_PSA", "BEN_RNG_GEM", "BEN_DCD_DTE", "BSE_REM_MNT", "BSE_REM_SGN", "DPN_QLF", "DRG_NAT", "ETB_PRE_FIN", "EXE_SOI_DTD", "EXO_MTF",
	"PFS_EXE_NUM", "PFS_PRE_NUM", "PRE_PRE_DTD", "PRS_ACT_QTE", "PRS_NAT_REF", "PRS_PAI_MNT", "PRS_TOP_ENP", "PSE_ACT_NAT", "PSE_SPE_COD", "RGO_ASU_NAT",
	"TRS_ACT_QSN", "TRS_ORD_NUM", "TRS_PRS_IDE", "TRS_TRS_MTF",
	"ITR_ORD_NUM", "TRS_ACP_NOM", "TRS_ACP_NOMC", "TRS_ARR_CDP", "TRS_CDR_NOM", "TRS_CDR_NOMC", "TRS_DEP_CDP", "TRS_DIS_REL",
	"TRS_DTD_DTE", "TRS_DTF_DTE", "TRS_TRP_HRA", "TRS_TRP_HRD", "TRS_VEH_NUM", "TRS_VEH_NUMC",
}

func (c column) String() string { return columnNames[c] }

// reach is the columns of a table beside the key, from the first to behind the last.
var reach = [tables][2]column{Acts: {benNirPsa, trsActQsn}, Details: {trsActQsn, itrOrdNum}, Trips: {itrOrdNum, columns}}

// required are the columns that no table can do without, beside the key.
var required = [tables][]column{
	Acts:    {benNirPsa, pfsExeNum, prsNatRef, exeSoiDtd, prsPaiMnt, pseActNat},
	Details: {trsPrsIde},
	Trips:   {itrOrdNum, trsTrpHrd},
}

// plan is where the columns stand in one file; -1 where it has none of that name.
type plan struct {
	at [columns]int
}

func (p *plan) has(c column) bool { return p.at[c] >= 0 }

// lookUp looks for the columns in a header. Names are compared without regard to case: extracts have both.
func (f *File) lookUp(header []string) error {
	p := &plan{}
	for c := range p.at {
		p.at[c] = -1
	}
	wanted := func(c column) bool { return c < keyColumns || reach[f.Table][0] <= c && c < reach[f.Table][1] }
	for i, name := range header {
		c := slices.Index(columnNames[:], strings.ToUpper(name))
		switch {
		case c >= 0 && wanted(column(c)) && p.at[c] < 0:
			p.at[c] = i
		case name != "":
			f.Unknown = append(f.Unknown, name)
		}
	}
	var lacks []string
	for c := range columns {
		switch {
		case !wanted(c):
		case p.has(c):
			f.Found = append(f.Found, c.String())
		default:
			f.Missing = append(f.Missing, c.String())
			if c < keyColumns || slices.Contains(required[f.Table], c) {
				lacks = append(lacks, c.String())
			}
		}
	}
	if len(lacks) > 0 {
		return fmt.Errorf("cannot read %s: %w: got %s; want also %s", f.Name, ErrMissingColumn,
			tablefile.DescribeColumns(f.Found, f.Unknown), strings.Join(lacks, ", "))
	}
	f.plan = p
	return nil
}
