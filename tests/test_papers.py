"""What the papers for the security and data protection officers say is what the code holds."""

import ast
import re

import pytest
from django.conf import settings

PAPERS = ["SECURITY.md", "docs/securite.md", "docs/aipd.md", "docs/registre.md"]
# Lines of the review, numbered; the low ones share one.
LINES_OF_THE_REVIEW = 19


def text(paper: str) -> str:
    return (settings.BASE_DIR / paper).read_text(encoding="utf-8")


def written_in(path: str) -> set[str]:
    file = settings.BASE_DIR / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.parse("")
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_a_measure_leans_on_exists():
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text("docs/securite.md")))
    assert len(named) > 100
    assert sorted((path, name) for path, name in named if name not in written_in(path)) == []


def test_no_measure_goes_without_a_test():
    rows = [line for line in text("docs/securite.md").splitlines() if line.startswith("| ")]
    measures = rows[rows.index("| menace | mesure | tests |") :]
    bare = [row for row in measures if "::test_" not in row and not row.endswith("| tests |")]
    assert bare == []


def test_every_line_of_the_review_is_answered():
    answered = re.findall(r"^\| (\d+) \| .*::test_", text("docs/securite.md"), re.M)
    assert answered == [str(number + 1) for number in range(LINES_OF_THE_REVIEW)]


@pytest.mark.parametrize("paper", PAPERS)
def test_papers_lead_to_files_that_exist(paper):
    folder = (settings.BASE_DIR / paper).parent
    links = re.findall(r"\]\(([^)#:]+)\)", text(paper))
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", ["RETENTION_DAYS", "TRACES_MONTHS"])
def test_the_register_tells_the_delays_that_are_applied(name):
    (row,) = [line for line in text("docs/registre.md").splitlines() if f"`{name}`" in line]
    told = {"RETENTION_DAYS": f"({settings.RETENTION_DAYS})", "TRACES_MONTHS": "12 mois"}[name]
    assert told in row
    assert settings.TRACES_MONTHS == 12
