"""Accounts of the demonstration, one for each role."""

from actions.models import Provider
from beneficiaries.models import Commission
from plics.models import Role, User

# Known to everyone, printed on the screen: it protects invented data only.
PASSWORD = "plics-demonstration"  # noqa: S105
PROVIDER = "L’Étape"

ACCOUNTS = [
    ("administrateur", "Administrateur", Role.ADMINISTRATOR, None),
    ("dasti", "Agent de la DASTI", Role.STAFF, None),
    ("argentan", "Coordinatrice d’Argentan", Role.COORDINATOR, "argentan"),
    ("lecteur", "Lecteur", Role.READER, None),
    ("structure", "Correspondante de L’Étape", Role.PROVIDER, None),
    ("delegue", "Déléguée à la protection des données", Role.OFFICER, None),
]


def create() -> None:
    """Missing accounts only: a password changed since is kept."""
    known = set(User.objects.values_list("username", flat=True))
    for username, name, role, commission in ACCOUNTS:
        if username in known:
            continue
        user = User.objects.create_user(
            username,
            email=f"{username}@plics.example",
            password=PASSWORD,
            role=role,
            last_name=name,
        )
        if commission:
            user.commissions.add(Commission.objects.get(slug=commission))
        if role == Role.PROVIDER:
            user.providers.add(Provider.objects.get(name=PROVIDER))


def lines() -> list[str]:
    """« argentan – Coordinatrice d’Argentan »."""
    return [f"{username} – {name}" for username, name, _, _ in ACCOUNTS]
