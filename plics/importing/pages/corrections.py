"""Refused rows of a table corrected on its preview: the file is read again with what was typed."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from plics.importing.headers import one_line
from plics.importing.importer import Corrections
from plics.importing.reports import Rejects, Report, written
from plics.models import Upload
from plics.nir import MASK, masked, without_nir

ROWS = "to_correct"
# Whoever has more rows to correct than that takes the reject file.
SHOWN = 50


def rows_to_correct(report: Report) -> list[dict[str, Any]]:
    """The first refused rows: their reasons, and each cell with what is wrong with it."""
    rejects = report.reject
    if not isinstance(rejects, Rejects):
        return []
    wrong: dict[int, dict[str, str]] = {}
    for error in report.errors:
        if error.line in rejects.rows:
            wrong.setdefault(error.line, {})[error.field] = error.message
    columns = {index: name for name, index in report.columns.items()}
    found = []
    for line in sorted(wrong)[:SHOWN]:
        cells, problems = rejects.rows[line][0], wrong[line]
        named = {name: problem for name, problem in problems.items() if name in report.columns}
        found.append(
            {
                "line": line,
                "reasons": [text for name, text in problems.items() if name not in named],
                "cells": [
                    [
                        index,
                        one_line(report.header[index]),
                        masked(written(cells[index])) if index < len(cells) else "",
                        named.get(columns.get(index, ""), ""),
                    ]
                    for index in rejects.kept
                    if report.header[index].strip()
                ],
            }
        )
    return found


def name_of(line: int, index: int) -> str:
    return f"cell-{line}-{index}"


def typed(upload: Upload, answers: QueryDict) -> Corrections:
    """Cells corrected so far: those of before, and those that are no longer as they were shown.

    A cell left as shown keeps the value of the file, which may be hidden here.
    """
    corrections = {line: dict(cells) for line, cells in upload.corrections.items()}
    for row in upload.details.get(ROWS, []):
        for index, _, shown, _ in row["cells"]:
            text = answers.get(name_of(row["line"], index))
            if text is not None and text.strip() != shown.strip():
                kept = without_nir(text.strip(), MASK)
                corrections.setdefault(str(row["line"]), {})[str(index)] = kept
    return corrections
