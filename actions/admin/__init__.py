from actions.admin import agreements, catalogue, pact, participations, stories

__all__ = ["agreements", "catalogue", "pact", "participations", "stories"]
