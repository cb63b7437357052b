from actions.admin import agreements, catalogue, pact, participations, stories, waiting

__all__ = ["agreements", "catalogue", "pact", "participations", "stories", "waiting"]
