"""Files about actions: yearly agreements, participations."""
