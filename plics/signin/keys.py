"""Keys that sign and fingerprint: one that could be guessed stops the start."""

from django.core.exceptions import ImproperlyConfigured

SHORTEST, FEWEST = 50, 10
# What guides and examples propose, in whole or at the start.
KNOWN = (
    "changeme",
    "change-me",
    "changez",
    "django-insecure",
    "demonstration",
    "exemple",
    "secret",
)
REMEDY = (
    "une longue suite de caractères tirés au hasard, propre à cette installation "
    "(voir docs/deploiement.md)."
)


def strong(name: str, key: str) -> str:
    """The key itself, unless it is missing or weak. The message never repeats it."""
    if not key:
        raise ImproperlyConfigured(
            f"{name} doit être défini dans l’environnement : {REMEDY} "
            "Pour essayer sur des données inventées, PLICS_DEMO=1 s’en passe."
        )
    if fault := weakness(key):
        raise ImproperlyConfigured(f"{name} {fault} : il faut {REMEDY}")
    return key


def weakness(key: str) -> str:
    if len(key) < SHORTEST:
        return f"est trop court ({len(key)} caractères, {SHORTEST} au moins)"
    if len(set(key)) < FEWEST:
        return f"n’emploie que {len(set(key))} caractères différents"
    # A text that repeats is found again in its double before its end.
    if (key + key).find(key, 1) < len(key):
        return "répète une même suite"
    if any(word in key.lower() for word in KNOWN):
        return "est tiré d’un exemple"
    return ""
