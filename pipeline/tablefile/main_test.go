package tablefile

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	ServeParquet()
	os.Exit(m.Run())
}
