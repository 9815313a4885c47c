package dcir

import (
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
)

// columnID is one of the columns of the three tables that are read.
type columnID uint8

// The nine columns of the key come first, in the order in which claim ids have them.
const (
	dctOrdNum columnID = iota
	flxDisDtd
	flxEmtNum
	flxEmtOrd
	flxEmtTyp
	flxTrtDtd
	orgCleNum
	prsOrdNum
	remTypAff
	keyColumns

	benNirPsa columnID = iota - 1
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
	prsDpnQlp
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
	columnCount
)

var columnNames = [columnCount]string{
	"DCT_ORD_NUM", "FLX_DIS_DTD", "FLX_EMT_NUM", "FLX_EMT_ORD", "FLX_EMT_TYP", "FLX_TRT_DTD", "ORG_CLE_NUM", "PRS_ORD_NUM", "REM_TYP_AFF",
	"BEN_NIR_PSA", "BEN_RNG_GEM", "BEN_DCD_DTE", "BSE_REM_MNT", "BSE_REM_SGN", "DPN_QLF", "DRG_NAT", "ETB_PRE_FIN", "EXE_SOI_DTD", "EXO_MTF",
	"PFS_EXE_NUM", "PFS_PRE_NUM", "PRE_PRE_DTD", "PRS_ACT_QTE", "PRS_DPN_QLP", "PRS_NAT_REF", "PRS_PAI_MNT", "PRS_TOP_ENP", "PSE_ACT_NAT", "PSE_SPE_COD", "RGO_ASU_NAT",
	"TRS_ACT_QSN", "TRS_ORD_NUM", "TRS_PRS_IDE", "TRS_TRS_MTF",
	"ITR_ORD_NUM", "TRS_ACP_NOM", "TRS_ACP_NOMC", "TRS_ARR_CDP", "TRS_CDR_NOM", "TRS_CDR_NOMC", "TRS_DEP_CDP", "TRS_DIS_REL",
	"TRS_DTD_DTE", "TRS_DTF_DTE", "TRS_TRP_HRA", "TRS_TRP_HRD", "TRS_VEH_NUM", "TRS_VEH_NUMC",
}

func (c columnID) String() string { return columnNames[c] }

// ColumnNames lists the columns of the three tables that are read, as tablefile.ColumnName has them.
func ColumnNames() []string {
	names := make([]string, columnCount)
	for c, name := range columnNames {
		names[c] = tablefile.ColumnName(name)
	}
	return names
}

// tableColumns are the columns of each table beside the key: from the first up to, and without, the second.
var tableColumns = [tableCount][2]columnID{Acts: {benNirPsa, trsActQsn}, Details: {trsActQsn, itrOrdNum}, Trips: {itrOrdNum, columnCount}}

// required are the columns, beside the key, without which a table is refused.
var required = [tableCount][]columnID{
	Acts:    {benNirPsa, pfsExeNum, prsNatRef, exeSoiDtd, prsPaiMnt, pseActNat},
	Details: {trsPrsIde},
	Trips:   {itrOrdNum, trsTrpHrd},
}

// columnIndex is where the columns stand in the records of one file; -1 where the file has no such column.
type columnIndex struct {
	at           [columnCount]int
	decimalComma bool // a number may have a comma for its point: no comma stands between cells
}

func (p *columnIndex) has(c columnID) bool { return p.at[c] >= 0 }

// findColumns finds the columns in the header of an open table. Case is ignored, because extracts have names in upper and in lower case. A
// table with instants in one of the columns is refused where nobody has said what they mean.
func (f *File) findColumns(table *tablefile.File) error {
	header := table.Header()
	p := &columnIndex{decimalComma: table.Delimiter() != ','}
	for c := range p.at {
		p.at[c] = -1
	}
	wanted := func(c columnID) bool {
		return c < keyColumns || tableColumns[f.Table][0] <= c && c < tableColumns[f.Table][1]
	}
	for i, name := range header {
		c := slices.Index(columnNames[:], strings.ToUpper(name))
		switch {
		case c >= 0 && wanted(columnID(c)) && p.at[c] < 0:
			p.at[c] = i
		case name != "":
			f.Unknown = append(f.Unknown, name)
		}
	}
	var absent []string
	for c := range columnCount {
		switch {
		case !wanted(c):
		case p.has(c):
			f.Found = append(f.Found, c.String())
		default:
			f.Missing = append(f.Missing, c.String())
			if c < keyColumns || slices.Contains(required[f.Table], c) {
				absent = append(absent, c.String())
			}
		}
	}
	if len(absent) > 0 {
		return fmt.Errorf("cannot read %s: %w: got %s; want also %s", f.Name, ErrMissingColumn,
			tablefile.DescribeColumns(f.Found, f.Missing, f.Unknown), strings.Join(absent, ", "))
	}
	f.columns = p
	var found []string
	for _, name := range f.Found {
		found = append(found, tablefile.ColumnName(name))
	}
	return table.RefuseInstants(found)
}
