package dcir

import (
	"os"
	"testing"

	"vigie/pipeline/tablefile"
)

func TestMain(m *testing.M) {
	tablefile.ServeParquet()
	os.Exit(m.Run())
}
