from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "éditions"

    def ready(self) -> None:
        # The actions know no figure: which of theirs may be quoted is told to them.
        from actions import highlights
        from plics import history
        from plics.background.taking_up import Subject, works_on
        from plics.importing.afterwards import after_import
        from plics.richtext import rules
        from reports.dashboards.tasks import warm_soon
        from reports.figures.shares import shares_of_an_action
        from reports.models import (
            AuthorMessage,
            CarriedText,
            Comment,
            Edition,
            FollowUp,
            ProgrammeYear,
            SharedText,
        )
        from reports.week import monday
        from reports.writing import figures, places

        highlights.register_shares(shares_of_an_action())
        rules.refers(figures.faults)
        rules.stands(places.why_fixed)
        after_import(warm_soon)
        # No page imports it: a worker that starts must know what the dead one was sending.
        works_on(monday.send, Subject(put_back=monday.put_back, give_up=monday.give_up))
        history.follow(
            [AuthorMessage, CarriedText, Comment, Edition, FollowUp, ProgrammeYear, SharedText]
        )
