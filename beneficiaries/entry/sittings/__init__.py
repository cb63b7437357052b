"""A sitting on one page: the files due, what is decided of each, what letters need."""
