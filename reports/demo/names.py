"""Invented names: surnames and first names put together at random."""

from reports.demo.chance import Random
from reports.demo.files import demo_file

LISTS = demo_file("names.toml")


def surname(rng: Random) -> str:
    return rng.choice(LISTS["surnames"])


def given_name(rng: Random, *, woman: bool, child: bool, taken: set[str]) -> str:
    """A first name nobody bears yet in the household."""
    kind = ("girls" if woman else "boys") if child else ("women" if woman else "men")
    name = rng.choice([name for name in LISTS[kind] if name not in taken])
    taken.add(name)
    return name
