package rules

// returnsOfAWeek counts two legs within seven days as one return trip, of the week in which it began. A second return in an ISO
// week is beyond the limit. Whether a week may be any seven days the article does not say, so that is for a person to judge.
func returnsOfAWeek(g *Group) {
	const week = 7
	var last, first []int // legs of the previous return, and of the first return of its ISO week
	for i := 0; i < len(g.Members); {
		day := g.Members[i].Day
		legs := []int{i}
		if i+1 < len(g.Members) && g.Members[i+1].Day < day+week {
			legs = append(legs, i+1)
		}
		switch {
		case first != nil && g.Members[first[0]].Day.Monday() == day.Monday():
			flagReturn(g, Anomaly, legs, first)
		case last != nil && day < g.Members[last[0]].Day+week:
			flagReturn(g, Review, legs, last)
			first = legs
		default:
			first = legs
		}
		last, i = legs, i+len(legs)
	}
}

func flagReturn(g *Group, v Verdict, legs, before []int) {
	others := append(append([]int{}, before...), legs...)
	for _, i := range legs {
		g.Flag(i, v, others, dayFound("return_on", g.Members[legs[0]].Day), dayFound("other_return_on", g.Members[before[0]].Day))
	}
}
