"""The Performance page: the monthly review, the training list, one person, and what is done about it."""
