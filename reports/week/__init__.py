"""The week's work: what to do on Monday, and with whom."""
