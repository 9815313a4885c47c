package claim

// AskedOnForbiddenPaper says whether the request for prior agreement came on paper where the electronic way is required.
// Of several requests one that came as it should is enough.
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
