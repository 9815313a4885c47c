package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"sync"
)

// ParameterFile is the file that the parameters of a run came from, over the defaults.
type ParameterFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// binarySum is the SHA-256 of the running program, in hex; empty where it may be run and not be read. The file is taken
// from the process where the system lets it: by the end of a long run another one may stand under its name.
var binarySum = sync.OnceValue(func() string {
	if _, sum, err := HashFile("/proc/self/exe"); err == nil {
		return sum
	}
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	_, sum, err := HashFile(path)
	if err != nil {
		return ""
	}
	return sum
})

// parametersSum is a fingerprint of every parameter with its values: SHA-256 over their compact JSON, in hex. Two runs with
// the same one judged by the same thresholds, wherever those came from.
func parametersSum(list []Parameter) string {
	values := make([]struct {
		Name, Unit string
		Values     []ParameterValue
	}, len(list))
	for i, p := range list {
		values[i].Name, values[i].Unit, values[i].Values = p.Name, p.Unit, p.Values
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // plain strings always marshal
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
