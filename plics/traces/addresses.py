"""What an address tells by itself: which act it is, which row it is about."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from plics.models import Act, User

# Pages that say themselves which rows they show are not here: lists and sheets of the
# administration, the list behind a figure, the rows of a check, returns.
ACTS = {
    "dashboards:sheet": Act.PRINT,
    "dashboards:download": Act.EXPORT,
    "reports:make_pdf": Act.PRINT,
    "reports:version_pdf": Act.PRINT,
    "reports:download": Act.DOWNLOAD,
    "reports:kept_pdf": Act.DOWNLOAD,
    "importing:rejects": Act.DOWNLOAD,
    "returns:rejects": Act.DOWNLOAD,
}
# The row that an address names: its model, and where the address holds what tells it.
EDITION = ("reports.edition", {"year": "year", "place": "place", "version": "version"})
UPLOAD = ("plics.upload", {"pk": "pk"})
SITTING = ("beneficiaries.sitting", {"pk": "pk"})
AGREEMENT = ("actions.agreement", {"pk": "pk"})
RETURN = ("actions.pendingreturn", {"pk": "pk"})
RENDERING = ("reports.rendering", {"pk": "pk"})
OBJECTS: dict[str, tuple[str, dict[str, str]]] = {
    "reports:booklet": EDITION,
    "reports:section": EDITION,
    "reports:messages": EDITION,
    "reports:make_pdf": EDITION,
    "reports:version": EDITION,
    "reports:version_section": EDITION,
    "reports:version_pdf": EDITION,
    "reports:kept_pdf": EDITION,
    "reports:edition": EDITION,
    "reports:changes": EDITION,
    "reports:version_edition": EDITION,
    "reports:edition_deed": EDITION,
    "reports:comment": EDITION,
    "reports:comment_resolve": EDITION,
    "reports:reader_add": EDITION,
    "reports:reader_remove": EDITION,
    "reports:carried_read": EDITION,
    "reports:rendering": RENDERING,
    "reports:download": RENDERING,
    "importing:upload": UPLOAD,
    "importing:progress": UPLOAD,
    "importing:columns": UPLOAD,
    "importing:rejects": UPLOAD,
    "importing:act": UPLOAD,
    "sittings:decide": SITTING,
    "sittings:check": SITTING,
    "sittings:letters": SITTING,
    "groups:enter": AGREEMENT,
    "groups:follow": AGREEMENT,
    "groups:check": AGREEMENT,
    "returns:agreement": AGREEMENT,
    "returns:workbook": AGREEMENT,
    "returns:preview": RETURN,
    "returns:rejects": RETURN,
    "returns:confirm": RETURN,
    "returns:abandon": RETURN,
}
KEYS_OF_ADMIN = ("object_id", "pk", "id")


def name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def rule_of(request: HttpRequest) -> Act | None:
    return ACTS.get(name_of(request))


def object_of(request: HttpRequest) -> tuple[Any, int | None]:
    """The model that the address is about, and the key of the row if there is one."""
    match = request.resolver_match
    if match is None:
        return None, None
    if match.view_name in OBJECTS:
        label, names = OBJECTS[match.view_name]
        model = apps.get_model(label)
        return model, existing(
            model, {name: match.kwargs.get(typed) for typed, name in names.items()}
        )
    model = model_of_admin(match)
    key = next((match.kwargs[name] for name in KEYS_OF_ADMIN if name in match.kwargs), None)
    return model, None if model is None or key is None else existing(model, {"pk": key})


def model_of_admin(match) -> Any:
    """« admin:beneficiaries_person_change » is about persons."""
    if match.namespace != "admin" or match.url_name.count("_") < 2:
        return None
    label, name, _ = match.url_name.split("_", 2)
    found = apps.all_models.get(label, {}).get(name)
    # Django names the page of an account's password after its own model of accounts.
    return User if found is not None and found._meta.swapped else found


def existing(model: type[models.Model], asked: dict[str, Any]) -> int | None:
    """What was typed in the address is kept if it is a row's key, and in no other case."""
    try:
        if "pk" not in asked and hasattr(model, "named_in_address"):
            return model.named_in_address(**asked)
        return model._base_manager.filter(**asked).values_list("pk", flat=True).first()
    except (ValueError, ValidationError, OverflowError):
        return None
