"""What prose would ask of every file, held by tests."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

# Each application may import those that come after it.
APPS = ["reports", "funds", "actions", "beneficiaries", "plics"]
# The one place where all applications meet: it gathers their pages.
MEETING_POINT = settings.BASE_DIR / "plics" / "urls.py"
ASKED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
MAX_LINES = 350


def python_files(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported_apps(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("app", APPS)
def test_imports_go_one_way(app):
    forbidden = set(APPS[: APPS.index(app)])
    wrong = {
        str(path.relative_to(settings.BASE_DIR)): sorted(imported_apps(path) & forbidden)
        for path in python_files(app)
        if imported_apps(path) & forbidden and path != MEETING_POINT
    }
    assert wrong == {}


def test_no_application_imports_the_tests():
    assert [path for path in python_files(*APPS) if "tests" in imported_apps(path)] == []


def test_files_stay_short():
    long = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for path in python_files(*APPS, "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def our_models():
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def starts_lowercase(name: str) -> bool:
    """An acronym keeps its capitals: « RSA », « CER »."""
    first = re.split(r"[\s’]", name, maxsplit=1)[0]
    return first[:1].islower() or first[:1].isdigit() or (len(first) > 1 and first.isupper())


def test_verbose_names_start_with_a_lowercase_letter():
    names = {
        f"{model.__name__}.{label}": str(name)
        for model in our_models()
        for label, name in [
            ("verbose_name", model._meta.verbose_name),
            ("verbose_name_plural", model._meta.verbose_name_plural),
            *((field.name, field.verbose_name) for field in model._meta.fields),
        ]
    }
    # The key that Django makes by itself is called « ID ».
    assert {key: name for key, name in names.items() if not starts_lowercase(name)} == {}


def test_every_model_says_its_name_in_french():
    """Django would make one up from the English class name."""
    unnamed = [
        model.__name__
        for model in our_models()
        if model._meta.verbose_name == re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower()
        and model._meta.original_attrs.get("verbose_name") is None
    ]
    assert unnamed == []


@pytest.mark.django_db
def test_migrations_follow_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def templates() -> list[Path]:
    return sorted(path for path in (settings.BASE_DIR / "templates").rglob("*") if path.is_file())


def overrides_a_package(name: str) -> bool:
    return any(
        (Path(config.path) / "templates" / name).exists() for config in apps.get_app_configs()
    )


def test_every_template_is_used():
    sources = [*python_files(*APPS), *templates()]
    texts = {path: path.read_text(encoding="utf-8") for path in sources}
    unused = []
    for template in templates():
        name = template.relative_to(settings.BASE_DIR / "templates").as_posix()
        named = any(name in text for path, text in texts.items() if path != template)
        if not named and name not in ASKED_BY_DJANGO and not overrides_a_package(name):
            unused.append(name)
    assert unused == []


def french_strings(path: Path):
    """String constants that a user may read: those that are not docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.lineno, node.value


# What the département of the demonstration is made of: pages and booklets of another say
# its own names, from its rows.
NAMED = re.compile(r"DASTI|Orne\b|Argentan|Alençon|Flers|Mortagne|\b(?:fsi|fsl|fajd)\b", re.I)


def test_pages_and_booklets_name_no_departement_nor_fund():
    named = {
        f"{path.relative_to(settings.BASE_DIR)}:{line}": text
        for path in python_files("reports")
        if "demo" not in path.parts
        for line, text in french_strings(path)
        if NAMED.search(text)
    }
    assert named == {}
    assert templates_where(NAMED, " ") == []


STRAIGHT_APOSTROPHE = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|aujourd)'[\wéèêàâîôûœ]", re.I)


def test_strings_use_the_typographic_apostrophe():
    wrong = [
        f"{path.relative_to(settings.BASE_DIR)}:{line}"
        for path in python_files(*APPS)
        for line, text in french_strings(path)
        if STRAIGHT_APOSTROPHE.search(text)
    ]
    assert wrong == []


MARKUP = re.compile(r"{[%{#].*?[%}#]}|<script.*?</script>|<[^>]*>", re.S)


def templates_where(pattern: re.Pattern, between: str) -> list[str]:
    """Those whose words hold the pattern, markup being replaced by `between`."""
    return [
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in templates()
        if pattern.search(MARKUP.sub(between, path.read_text(encoding="utf-8")))
    ]


def test_templates_use_the_typographic_apostrophe():
    assert templates_where(STRAIGHT_APOSTROPHE, " ") == []


def test_no_line_of_a_page_begins_with_a_sign():
    """« : » and the like keep to the word before, quotation marks to the words inside."""
    assert templates_where(re.compile(r"(?<=\S) [:;!?»](?=[\s.,)]|$)|« ", re.M), "x") == []
