"""The files that the demonstration is built from."""

import tomllib

from django.conf import settings

FOLDER = settings.BASE_DIR / "fixtures" / "plics-2020"


def demo_file(*path: str) -> dict:
    return tomllib.loads(FOLDER.joinpath(*path).read_text(encoding="utf-8"))
