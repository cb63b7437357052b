"""Faults of layout in PDF files of booklets, by page; ends with 1 where there are any.

python -m scripts.pdf_lint FILE…
"""

import sys
from pathlib import Path

from reports.booklet.lint import lint


def main() -> int:
    found = [(path, fault) for path in sys.argv[1:] for fault in lint(Path(path).read_bytes())]
    for path, fault in found:
        print(f"{path}, page {fault.page}, {fault.code} : {fault.text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
