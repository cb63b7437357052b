"""The yearly booklets: their state, their frozen figures, their documents."""
