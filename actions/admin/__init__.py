from actions.admin import agreements, catalogue, pact, participations

__all__ = ["agreements", "catalogue", "pact", "participations"]
