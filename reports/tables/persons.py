"""How a list names persons."""

from reports.tables.columns import Column, Day

BY_NAME = ["person__last_name", "person__first_name", "pk"]


def person_columns(prefix: str = "person__") -> list[Column]:
    return [
        Column(label="Nom", path=f"{prefix}last_name"),
        Column(label="Prénom", path=f"{prefix}first_name"),
        Day(label="Naissance", path=f"{prefix}birth_date"),
    ]
