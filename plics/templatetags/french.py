"""Template filters over plics.formatting."""

import datetime as dt

from django import template
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import mark_safe

from plics import formatting

register = template.Library()


@register.filter
def number(value, places=0):
    return formatting.number(value, int(places))


@register.filter
def percent(value, places=0):
    return formatting.percent(value, int(places))


@register.filter
def day(value):
    return formatting.day(value.date() if isinstance(value, dt.datetime) else value)


@register.filter
def plural(value, forms):
    """{{ n|plural:"place,places" }}: the noun that goes with n."""
    return formatting.plural(value or 0, *forms.split(","))


@register.filter
def prose(text):
    """Paragraphs and « - » lists typed by staff, as HTML; everything else is escaped."""
    html: list[str] = []
    items: list[str] = []

    def flush():
        if items:
            rows = format_html_join("", "<li>{}</li>", ((item,) for item in items))
            html.append(f"<ul>{rows}</ul>")
            items.clear()

    for line in (text or "").splitlines():
        line = line.strip()
        if line.startswith(("- ", "• ")):
            items.append(line[2:])
            continue
        flush()
        if line.startswith("### "):
            html.append(f"<h5>{conditional_escape(line[4:])}</h5>")
        elif line:
            html.append(f"<p>{conditional_escape(line)}</p>")
    flush()
    return mark_safe("".join(html))  # noqa: S308 - every line above is escaped
