"""The services as systemd would run them: the commands and the patience of `deploy/*.service`."""

from __future__ import annotations

import configparser
import os
import shlex
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = 8765


class Unit:
    """One service, started again after each death as its unit says, until it is stopped."""

    def __init__(self, name: str, log: Path):
        said = (ROOT / "deploy" / f"{name}.service").read_text(encoding="utf-8")
        unit = configparser.ConfigParser(interpolation=None)
        unit.read_string(said.replace("\\\n", " "))
        self.name, self.pause = name, int(unit["Service"]["RestartSec"])
        self.command = [here(word) for word in shlex.split(unit["Service"]["ExecStart"])]
        self.log = log.open("a", encoding="utf-8")
        self.deaths, self.is_wanted = 0, True
        self.start()
        threading.Thread(target=self.watch, daemon=True).start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def watch(self) -> None:
        while self.is_wanted:
            self.process.wait()
            if self.is_wanted:
                self.deaths += 1
                time.sleep(self.pause)
                self.start()

    def kill(self) -> None:
        """All its processes at once, as a machine that fails would."""
        os.killpg(self.process.pid, 9)

    def stop(self) -> None:
        self.is_wanted = False
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()


def here(word: str) -> str:
    """Programs of this environment; a port, where production has nginx before a socket."""
    if word.startswith("/opt/plics/app/.venv/bin/"):
        return str(Path(sys.executable).parent / Path(word).name)
    return f"127.0.0.1:{PORT}" if word.startswith("unix:") else word
