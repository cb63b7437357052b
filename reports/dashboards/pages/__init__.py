"""The pages, declared, in the order of their menu."""

from reports.dashboards.pages.actions import ACTIONS, NEEDS, ONE_ACTION, REFERENT
from reports.dashboards.pages.base import Page
from reports.dashboards.pages.territory import (
    COMPARISON,
    FUNDS,
    OVERVIEW,
    RECIPIENTS,
    SITTINGS,
)

__all__ = ["OVERVIEW", "PAGES", "Page"]

PAGES = {
    page.slug: page
    for page in (
        OVERVIEW,
        RECIPIENTS,
        ACTIONS,
        ONE_ACTION,
        REFERENT,
        FUNDS,
        SITTINGS,
        COMPARISON,
        NEEDS,
    )
}
