"""Files brought in from the site: sent, previewed, confirmed, remembered."""
