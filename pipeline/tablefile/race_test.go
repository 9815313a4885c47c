//go:build race

package tablefile

// raceDetector says whether the tests run with it, which about doubles their memory.
const raceDetector = true
