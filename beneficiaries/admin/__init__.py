from beneficiaries.admin import households, persons, sittings, support, territory

__all__ = ["households", "persons", "sittings", "support", "territory"]
