"""A person's page and a household's: what holds that day, what has happened, what may be added."""
