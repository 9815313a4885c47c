// Package rules says what article R147-8 of the Code de la sécurité sociale forbids, one file per rule, and nothing else: no
// files are read here, there is no clock and no log.
//
// A rule is a constant value of type Rule. Its test reads a claim.Case in the words of the law and returns a Verdict;
// outline.go is the article's table of contents, from item to rules. The data are in package claim, the citations and
// thresholds in package law, days and hours in package civil. An Auditor applies the rules: Judge to each claim by itself,
// JudgeGroup to each group of claims, Inquire to the registers.
//
// # Adding a rule
//
// 1. The id. It begins with the item of R147-8 (2° g: 2g-…; a rule on another basis has a plain name), is written in
// lower case with hyphens, and is never given to another rule. Add it, in the order of the outline, to the list "catalogue" in
// outline_test.go.
//
// 2. The citations and numbers. If package law does not have them yet, add an article to law/citation.go, named as it is
// cited (R322_10_1 is R322-10-1), and a dated threshold to law/threshold.go, with its source and the day on which you read it.
// One with Places: 1 is in tenths, as kilometres are in a claim: 1500 is 150 km.
//
// 3. The file, named after the id with underscores: 2g_mode_below_prescription.go is a short one to start from,
// 1a_implausible_speed.go compares with a threshold, and go doc vigie/rules/claim Case lists the words of a test. It declares one
// unexported Rule and the facts that only this rule shows. Which fields a rule has, rule.go says; these deserve care:
//
//   - Needs lists every column, register and column of a register that may be missing to decide, in the words of the contract;
//     every rule has one, and a fixture that lacks it. A case notes what is missing by itself when a method reads it. Where nothing
//     reads the value, c.Needs(claim.ColPlate) says that the claim cannot be decided without it.
//   - A question that part of the data may leave open returns a claim.Truth, or for a credential a claim.Standing. Combine them
//     with min (and), max (or) and claim.Not, and end with c.Sure(…) or c.Settle(…). Then a value is missing only if the
//     verdict depends on it.
//   - Anomaly is for data that contradict the text by themselves. Where a person must look, the verdict is Review.
//   - Unless lists the exceptions, each with its own citation, so that what lifted a finding can be counted and shown.
//   - FR and EN describe data and accuse nobody. {name} is the value of a fact of Shows, of Across.Finds or of a threshold.
//   - If the data lack a word that the test needs, add a method to claim.Case, in the case_….go of its subject.
//
// 4. The shape. A rule that judges single claims has a Test. A rule that judges claims together has an Across, with or without
// a Test; 1a_vehicle_in_two_places.go is a short one to start from. Its parts, in the order in which they are called:
//
//   - Key: what the claims of a group have in common. At most eight rules may have one key, and 64 rules an Across.
//   - Enter: for every claim of the scope, whether it takes part. Context: whether one that does not is shown all the same.
//   - Extra and Prefilter: the group keys alone show which claims may be flagged or named; only those are read again.
//     At most one rule of a key has an Extra. prefilterOverlapping is a Prefilter to use; without a Prefilter every claim of
//     every group is read again.
//   - Note: what Judge needs to know of a claim beyond the fields of claim.Member.
//   - Judge: reads g.Members, in order of time, and calls g.Flag, g.Undecided or g.Lift. Its result must not depend on claims
//     of other groups. Finds names the facts that it shows.
//
// A rule about subjects has an About instead, which reads the registers and calls Inquiry.Report; 6_target_missed.go is one.
//
// 5. The outline. Add the rule to its item in outline.go. No other file of the program names it.
//
// 6. The fixture, fixtures/rules/ with the name of the file and .txtar; package fixtures says how it is written. Its first dataset
// has, for every flagged claim, a clean twin that differs by one field. There must be a claim for each value of Needs that
// leaves it undecided, one for each exception that holds, and for a threshold the values below, at and above it.
//
// 7. The planted case, in the fixtures/synth/plant_….go of the item: a compliant treatment, the bend that must give exactly
// this finding, and the near miss that must give none. Choose a start, of start.go or of another item, that no other rule flags.
// The case is also written as DCIR tables; where these lack what the rule needs, notCarried in fixtures/dcir_test.go says so. Add the
// id and its verdicts to the list in TestTruth of fixtures/synth/truth_test.go.
//
// 8. The lists. go test ./cmd/vigie -run TestReadme -update writes the table of rules in README.md; read the difference. A rule
// that flags claims of fixtures/sample changes the summary there, and the scripts in fixtures/cli that show it.
//
// 9. The check. While you write, go test ./rules, and go test ./fixtures -run TestRules/ with the name of the fixture. Then
// go test ./rules ./fixtures/... proves all of the above. go test ./fixtures -run TestSentences -page FILE writes the sentences of
// every rule with real values: read yours. go test ./rules -bench TripRules shows that the test allocates nothing.
package rules
