"""The way to the driving licence: theory, then driving, stage by stage."""

import datetime as dt

from reports.demo.chance import Random, day_between, deck
from reports.demo.cohorts import Profile, still_there

AFTER_LICENCE = ["emploi_durable", "emploi_transition", "formation", "retour_referent"]


def drive(profiles: list[Profile], course: dict, year: int, rng: Random) -> None:
    """Set each profile's entry, stages and exit from where its course ended."""
    for profile, end in zip(profiles, deck(rng, course), strict=True):
        latest = dt.date(year, 6, 28) if end == "driving" else dt.date(year, 3, 29)
        profile.entered_on = day_between(rng, dt.date(year, 1, 14), latest)
        if end == "dropout":
            profile.exited_on = later(rng, profile.entered_on, 30, 55)
            profile.outcome, profile.is_dropout = "autre_sortie", True
            continue
        theory = pass_theory(profile, rng)
        if end == "moved":
            profile.exited_on = later(rng, theory, 20, 45)
            profile.outcome = "demenagement"
        elif end == "driving":
            stay = still_there(rng, year)
            profile.exited_on, profile.outcome = stay or (None, "")
        else:
            finish(profile, theory, end, rng)


def later(rng: Random, day: dt.date, least: int, most: int) -> dt.date:
    return day_between(rng, day + dt.timedelta(days=least), day + dt.timedelta(days=most))


def pass_theory(profile: Profile, rng: Random) -> dt.date:
    """Six weeks of lessons, then the examination."""
    finished = later(rng, profile.entered_on, 50, 70)
    passed = later(rng, finished, 4, 24)
    profile.milestones = [("code_fini", finished), ("code_obtenu", passed)]
    return passed


def finish(profile: Profile, theory: dt.date, end: str, rng: Random) -> None:
    driven = later(rng, theory, 60, 105)
    profile.milestones.append(("conduite_finie", driven))
    profile.exited_on, profile.outcome = later(rng, driven, 14, 24), "retour_referent"
    if end == "licensed":
        profile.milestones.append(("permis_obtenu", later(rng, driven, 3, 12)))
        profile.outcome = rng.choice(AFTER_LICENCE)
