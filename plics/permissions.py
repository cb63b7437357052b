"""Who may do what, by role."""

from plics.models import Role

EDITORS = (Role.ADMINISTRATOR, Role.STAFF)
DATA_READERS = (*EDITORS, Role.COORDINATOR)


def has_role(user, roles) -> bool:
    return user.is_authenticated and user.is_active and user.role in roles


def can_read_data(user) -> bool:
    """Coordinators read the rows of their commissions; readers get figures, never a name."""
    return has_role(user, DATA_READERS)


def can_edit_data(user) -> bool:
    """The service that answers for the figures is the one that enters the data."""
    return has_role(user, EDITORS)


def can_administer(user) -> bool:
    """Accounts, the département's identity, and what may not be undone."""
    return has_role(user, (Role.ADMINISTRATOR,))


def visible(queryset, user):
    """The rows of `queryset` this user may see; lists without personal data are whole."""
    return queryset.visible_to(user) if hasattr(queryset, "visible_to") else queryset
