"""Personal data: what is held, for how long, how it is given to whom it is of, and erased."""
