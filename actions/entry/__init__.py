"""Fast entry: a group in an action, on one page."""
