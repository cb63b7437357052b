"""Template filters over plics.formatting."""

import datetime as dt

from django import template
from django.utils import timezone

from plics import formatting
from plics.richtext import markup

register = template.Library()


@register.filter
def number(value, places=0):
    return formatting.number(value, int(places))


@register.filter
def percent(value, places=0):
    return formatting.percent(value, int(places))


@register.filter
def day(value):
    return formatting.day(timezone.localdate(value) if isinstance(value, dt.datetime) else value)


@register.filter
def instant(value):
    return formatting.instant(value)


@register.filter
def plural(value, forms):
    """{{ n|plural:"place,places" }}: the noun that goes with n."""
    return formatting.plural(value or 0, *forms.split(","))


@register.filter
def plain(html):
    """A typed text in the middle of a page of its own."""
    return markup.plain(html or "")
