"""Who may do what, by role."""

from collections.abc import Collection
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from plics.models import Role, User

Visitor = User | AnonymousUser
Rows = TypeVar("Rows", bound=QuerySet)

EDITORS = (Role.ADMINISTRATOR, Role.STAFF)
DATA_READERS = (*EDITORS, Role.COORDINATOR)


class AccountRequest(HttpRequest):
    """Past the sign-in, which every page asks for: somebody is there."""

    user: User


def has_role(user: Visitor, roles: Collection[str]) -> bool:
    return user.is_authenticated and user.is_active and user.role in roles


def can_read_data(user: Visitor) -> bool:
    """Coordinators read the rows of their commissions; readers get figures, never a name."""
    return has_role(user, DATA_READERS)


def can_edit_data(user: Visitor) -> bool:
    """The service that answers for the figures is the one that enters the data."""
    return has_role(user, EDITORS)


def can_see_names(user: Visitor) -> bool:
    """A right given or taken apart from the role, which says in which commissions."""
    return user.is_authenticated and user.sees_names


def can_read_figures(user: Visitor) -> bool:
    """A provider has its returns, the data protection officer the traces: no dashboard."""
    return user.is_authenticated and user.reads_figures


def can_administer(user: Visitor) -> bool:
    """Accounts, the département's identity, and what may not be undone."""
    return has_role(user, (Role.ADMINISTRATOR,))


def can_answer_for_data(user: Visitor) -> bool:
    return user.is_authenticated and user.answers_for_data


def can_give_whole_file(user: Visitor) -> bool:
    """All that is held of a person goes out with their name: the right to export names is asked."""
    return can_edit_data(user) and user.is_authenticated and user.exports_names


def visible(queryset: Rows, user: User) -> Rows:
    """The rows of `queryset` this user may see; lists without personal data are whole."""
    return queryset.visible_to(user) if hasattr(queryset, "visible_to") else queryset
