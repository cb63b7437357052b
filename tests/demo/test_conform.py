"""A booklet, public and internal, as veraPDF and the lint of pages read it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from reports.booklet.lint import lint
from reports.booklet.render import print_html
from reports.drawing.pdf import pdf
from reports.drawing.printing import apart
from reports.editions.freezing import edition_of
from reports.figures.publication import Reader
from scripts.pdf_faults import BINDING, DEBIAN

# What is drawn comes from figures that other files ask both databases.
# The mark has pytest make a database of the test, which fixtures of a module alone do not.
pytestmark = [pytest.mark.same_on_any_database, pytest.mark.django_db]


def missing() -> str:
    if shutil.which("java") is None:
        return "veraPDF demande Java : paquet default-jre-headless"
    if not all(Path(DEBIAN, f"{name}.jar").exists() for name in BINDING):
        return "veraPDF demande JAXB : paquet libjaxb-java"
    return ""


@pytest.fixture(scope="module")
def laid_out(protected_rows, django_db_blocker, tmp_path_factory):
    """Laid out once for both checkers."""
    folder = tmp_path_factory.mktemp("livrets")
    with django_db_blocker.unblock():
        edition = edition_of(2020, "argentan")
        for name, reader in [("interne", None), ("public", Reader())]:
            content = apart(pdf, print_html(edition, reader=reader))
            (folder / f"{name}.pdf").write_bytes(content)
    return sorted(folder.glob("*.pdf"))


def test_the_lint_of_pages_finds_nothing(laid_out):
    found = {path.name: lint(path.read_bytes()) for path in laid_out}
    assert found == {"interne.pdf": [], "public.pdf": []}


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_vera_pdf_finds_nothing(laid_out):
    command = [sys.executable, "-m", "scripts.pdf_faults", *map(str, laid_out)]
    checked = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
