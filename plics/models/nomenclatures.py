"""Lists that a département or a year changes."""

from __future__ import annotations

import datetime as dt
from typing import Protocol, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound="Nomenclature", covariant=True)


class DatedEntry(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def valid_from(self) -> dt.date | None: ...

    @property
    def valid_to(self) -> dt.date | None: ...


def out_of_dates(row: DatedEntry, day: dt.date) -> str:
    """Why this row of a dated list is not used that day; empty when it may."""
    if row.valid_from and day < row.valid_from:
        return f"« {row.code} » n’est en vigueur que depuis le {row.valid_from:%d/%m/%Y}"
    if row.valid_to and day > row.valid_to:
        return f"« {row.code} » n’est plus en vigueur après le {row.valid_to:%d/%m/%Y}"
    return ""


class NomenclatureQuerySet(models.QuerySet[Row]):
    def valid_on(self, day: dt.date) -> NomenclatureQuerySet[Row]:
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=day))


class Nomenclature(models.Model):
    """A list that a département or a year changes: rows, not code."""

    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("libellé", max_length=120)
    order = models.PositiveSmallIntegerField("ordre", default=0)
    valid_from = models.DateField("en vigueur du", null=True, blank=True)
    valid_to = models.DateField("au", null=True, blank=True)

    objects = NomenclatureQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label

    def is_valid_on(self, day: dt.date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)
