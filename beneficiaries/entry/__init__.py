"""Fast entry: plain forms and views that the lists of the administration lead to."""
