package rules

// Title is what a rule is called in a table or a heading, in French and in English.
type Title struct{ FR, EN string }
