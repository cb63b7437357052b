"""Work behind the site: who does it, what becomes of it when they die."""
