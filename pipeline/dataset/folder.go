package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// RegistersFolder is where a dataset keeps its registers.
const RegistersFolder = "registers"

// suffixes are those of the files that can be read.
var suffixes = []string{".csv", ".csv.gz", ".csv.zst", ".parquet"}

// Readable says whether a file of that name can be read, by its suffix, and gives the name without it.
func Readable(name string) (stem string, ok bool) {
	for _, suffix := range suffixes {
		if stem, ok := strings.CutSuffix(name, suffix); ok {
			return stem, true
		}
	}
	return name, false
}

// Registers is the folder of the registers of a dataset: the one that is named, or else RegistersFolder in dir; empty where there is none.
func Registers(dir, named string) string {
	if inside := filepath.Join(dir, RegistersFolder); named == "" && isDir(inside) {
		return inside
	}
	return named
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// List names what a folder holds, in a line that stays short.
func List(names []string) string {
	const most = 8
	switch {
	case len(names) == 0:
		return "an empty folder"
	case len(names) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(slices.Clone(names), ", ")
}
