"""Published editions, for those who read them: with an account, or without where they are open."""
