package claim

// AskedOnForbiddenPaper says whether the request for prior agreement came on paper where it must be electronic. If one of
// several requests came as it should, the answer is no.
func (c *Case) AskedOnForbiddenPaper() Truth {
	rows, supplied := c.Agreements()
	if !supplied {
		return c.unsure("agreements")
	}
	paper := truth(len(rows) > 0)
	for i := range rows {
		paper = min(paper, c.forbiddenPaper(&rows[i]))
	}
	return paper
}

func (c *Case) forbiddenPaper(a *Agreement) Truth {
	switch {
	case a.Channel == Electronic, a.ChannelRequired == AnyChannel:
		return False
	case a.Channel == 0:
		return c.unsure("agreements.channel")
	case a.ChannelRequired == 0:
		return c.unsure("agreements.channel_required")
	}
	return True
}
