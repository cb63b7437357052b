"""A typed text in a page of the booklet."""

from django import template

from reports.booklet import typed

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context, text):
    return typed.prose(context["b"], text)
