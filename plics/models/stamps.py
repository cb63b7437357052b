import uuid

from django.db import models


def new_value() -> str:
    return uuid.uuid4().hex


class TableStamp(models.Model):
    """One row a table, renewed by each committed write in it: see `plics.freshness`."""

    table = models.CharField("table", max_length=63, primary_key=True)
    value = models.CharField("état", max_length=32, default=new_value)

    class Meta:
        verbose_name = "état d’une table"
        verbose_name_plural = "états des tables"

    def __str__(self) -> str:
        return self.table
