"""What tells whether data changed since something was worked out from them."""

import uuid

from django.db import models


class DataStamp(models.Model):
    """One row, renewed by each committed write: see `plics.freshness`."""

    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = "état des données"
        verbose_name_plural = "états des données"

    def __str__(self) -> str:
        return str(self.value)
