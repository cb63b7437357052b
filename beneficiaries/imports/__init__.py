"""Files about recipients, their support, decisions and territory."""
