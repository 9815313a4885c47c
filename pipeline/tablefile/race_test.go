//go:build race

package tablefile

// raceDetector multiplies the memory of a test.
const raceDetector = true
