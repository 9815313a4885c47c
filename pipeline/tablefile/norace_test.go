//go:build !race

package tablefile

const raceDetector = false
