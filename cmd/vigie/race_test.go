//go:build race

package main

// raceDetector says whether the tests run with it.
const raceDetector = true
