"""What is sent to the paymaster: aids granted by one fund, each once."""

from django.conf import settings
from django.db import models

from funds.models.funds import Fund
from plics.days import happened


class PaymentOrder(models.Model):
    """Its aids lead to it; numbered by the application, per fund and year.

    Undone, it has no aid left and keeps its number: the paymaster may hold a file of it.
    """

    outlives_undoing = True

    fund = models.ForeignKey(
        Fund, models.PROTECT, verbose_name="fonds", related_name="payment_orders"
    )
    year = models.PositiveSmallIntegerField("année")
    rank = models.PositiveIntegerField("rang")
    made_on = models.DateField("fait le", validators=[happened])
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="par", related_name="+"
    )

    class Meta:
        verbose_name = "ordre de paiement"
        verbose_name_plural = "ordres de paiement"
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year", "rank"],
                name="payment_order_key",
                violation_error_message="Ce numéro d’ordre existe déjà pour ce fonds cette année.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.year}-{self.rank}"
