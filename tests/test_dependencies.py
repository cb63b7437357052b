"""Libraries are those of the lock, above the versions whose faults are known."""

import importlib.metadata
import re
import tomllib

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = [Requirement(written) for written in PROJECT["project"]["dependencies"]]
LOCKED = dict(
    re.findall(r"^([\w.-]+)==([\w.]+)", (settings.BASE_DIR / "requirements.lock").read_text(), re.M)
)
# The first version without them, as the publishers tell (osv.dev).
FLOORS = {
    "Django": ("5.2.17", "CVE-2026-15307, -15337, -15830, -15920"),
    "weasyprint": ("70", "CVE-2026-55073: styles and metadata passed over the fetcher"),
    "django-allauth": ("65.14.2", "a forged address of a proxy reset the counts"),
}


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_what_is_installed_is_what_is_asked_and_locked(asked):
    installed = importlib.metadata.version(asked.name)
    assert installed in asked.specifier
    assert LOCKED[asked.name.lower()] == installed


@pytest.mark.parametrize("name", FLOORS)
def test_no_version_with_a_known_fault_may_be_installed(name):
    floor, faults = FLOORS[name]
    (asked,) = [asked for asked in ASKED if asked.name == name]
    lowest = [
        Version(each.version) for each in asked.specifier if each.operator in (">=", "~=", "==")
    ]
    assert max(lowest) >= Version(floor), faults


def test_every_locked_library_carries_its_hashes():
    text = (settings.BASE_DIR / "requirements.lock").read_text()
    pinned = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
    assert [each.split("==")[0] for each in pinned if "--hash=sha256:" not in each] == []
    assert "http" not in text


def test_the_verification_asks_the_public_service():
    assert "make audit" in (settings.BASE_DIR / ".ci" / "run").read_text()
