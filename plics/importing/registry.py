"""The kinds of files there are: each application registers its own in its `imports`."""

from plics.importing.importer import Importer

# In the order of the pages and of the command's help.
KINDS: dict[str, type[Importer]] = {}


def register(*importers: type[Importer]) -> None:
    for importer in importers:
        if importer.slug in KINDS:
            raise ValueError(f"kind of file registered twice: {importer.slug}")
        KINDS[importer.slug] = importer
    ordered = sorted(KINDS.values(), key=lambda importer: importer.is_seldom)
    KINDS.clear()
    KINDS.update({importer.slug: importer for importer in ordered})
