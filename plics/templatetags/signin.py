"""What pages tell of where they are."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("_demonstration.html")
def demonstration_notice() -> dict[str, bool]:
    """A demonstration needs no key: nobody is to take it for the service itself."""
    return {"is_demonstration": settings.DEMO}


@register.simple_tag
def directory() -> str:
    """What the directory that opens accounts is called, where there is one."""
    return settings.OIDC_NAME if settings.OIDC_SERVER else ""
