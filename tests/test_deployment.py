"""The units that systemd runs, and what the guide says of them."""

import configparser
import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import get_resolver

FOLDER = settings.BASE_DIR / "deploy"
SERVICES = sorted(FOLDER.glob("*.service"))
UNITS = [*SERVICES, *FOLDER.glob("*.timer")]
GUIDE = (settings.BASE_DIR / "docs" / "deploiement.md").read_text(encoding="utf-8")


def unit(path) -> configparser.ConfigParser:
    # The last of a repeated key would win: no unit of ours repeats one.
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str
    found.read_string(path.read_text(encoding="utf-8").replace("\\\n", " "))
    return found


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_services_run_as_plics_with_the_settings_that_root_keeps(path):
    service = unit(path)["Service"]
    assert (service["User"], service["EnvironmentFile"]) == ("plics", "/etc/plics.env")
    assert service["ReadWritePaths"] == "/var/lib/plics"


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_services_run_commands_that_exist(path):
    program, *arguments = unit(path)["Service"]["ExecStart"].split()
    if arguments[0] == "manage.py":
        assert arguments[1] in get_commands()
    else:
        assert program.endswith("/gunicorn")


CLOSED = ["NoNewPrivileges", "PrivateTmp", "ProtectHome", "PrivateDevices", "RestrictNamespaces"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_services_reach_nothing_of_the_machine_but_their_folder(path):
    service = unit(path)["Service"]
    assert [name for name in CLOSED if service.get(name) != "yes"] == []
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")
    assert service["UMask"] == "0077"


@pytest.mark.parametrize("name", ["plics-web", "plics-worker"])
def test_a_service_that_dies_starts_again_a_bounded_number_of_times(name):
    found = unit(FOLDER / f"{name}.service")
    assert found["Service"]["Restart"] == "always"
    wait = int(found["Service"]["RestartSec"])
    burst = int(found["Unit"]["StartLimitBurst"])
    # Deaths further apart than that would never reach the limit.
    assert burst * wait < int(found["Unit"]["StartLimitIntervalSec"])


def test_the_purge_is_run_by_systemd_each_night_and_by_no_cron():
    assert unit(FOLDER / "plics-purge.timer")["Timer"]["OnCalendar"] == "*-*-* 02:30:00"
    assert "purge_uploads" in unit(FOLDER / "plics-purge.service")["Service"]["ExecStart"]
    assert unit(FOLDER / "plics-retention.timer")["Timer"]["OnCalendar"] == "*-*-01 03:30:00"
    assert "purge --scheduled" in unit(FOLDER / "plics-retention.service")["Service"]["ExecStart"]
    assert "/etc/cron" not in GUIDE


def test_the_guide_names_every_file_of_the_folder():
    assert [path.name for path in FOLDER.iterdir() if f"{path.name}`" not in GUIDE] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_unit(path):
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)], capture_output=True, text=True
    )
    # The programs are not where production has them.
    faults = [line for line in told.stderr.splitlines() if "not executable" not in line]
    assert [line for line in faults if path.name in line and "Unknown" in line] == []


def test_nginx_tells_the_application_who_asks_and_never_passes_on_what_was_told():
    site = (FOLDER / "plics.nginx").read_text(encoding="utf-8")
    socket = unit(FOLDER / "plics-web.service")["Service"]["ExecStart"]
    assert "--bind unix:/run/plics/web.sock" in socket
    assert "proxy_pass http://unix:/run/plics/web.sock" in site
    assert "X-Forwarded-For $remote_addr" in site
    assert "X-Forwarded-Proto $scheme" in site
    assert "access_log off" in site
    # Within a location, one such line would drop those of the server.
    assert site.rindex("proxy_set_header") < site.index("location /")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
def test_nginx_understands_the_site(tmp_path):
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=plics"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (FOLDER / "plics.nginx").read_text(encoding="utf-8")
    site = site.replace("/etc/ssl/plics", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n", encoding="utf-8")
    told = subprocess.run(["nginx", "-t", "-c", whole], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


def takes_files(resolver) -> bool:
    if hasattr(resolver, "url_patterns"):
        return any(map(takes_files, resolver.url_patterns))
    return getattr(resolver.callback, "takes_files", False)


def test_nginx_lets_files_in_wherever_a_page_takes_them():
    site = (FOLDER / "plics.nginx").read_text(encoding="utf-8")
    (places,) = re.findall(r"location ~ \^/\(([\w|]+)\)/", site)
    taking = {str(each.pattern).strip("/") for each in get_resolver().url_patterns
              if takes_files(each)}  # fmt: skip
    assert len(taking) > 2
    assert taking - set(places.split("|")) == set()
