"""The booklet's budgets, as ratios: `python benchmarks/booklet.py` on the demonstration's data.

- whole booklet to PDF, against WeasyPrint alone on the same finished HTML: 1.10 at most;
- its figures, charts and templates: one second and 40 queries at most;
- one section on screen, against the whole booklet: 0.15 at most.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plics.settings")
django.setup()

import weasyprint  # noqa: E402 - the settings come first
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from reports.booklet.pdf import BASE, fetcher, pdf  # noqa: E402
from reports.booklet.render import print_html, screen_html  # noqa: E402
from reports.editions.freezing import edition_of  # noqa: E402

YEAR, COMMISSION = 2020, "argentan"
TIMES = 3


def median(work: Callable, times: int = TIMES) -> float:
    """Seconds of processor, so that a busy machine does not count; first run left out."""
    work()
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def alone(html: str) -> bytes:
    document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher())
    return document.write_pdf(pdf_variant="pdf/ua-1")


def main() -> None:
    edition = edition_of(YEAR, COMMISSION)
    html = print_html(edition)
    with CaptureQueriesContext(connection) as queries:
        print_html(edition)
    drawn = median(lambda: print_html(edition))
    printed = median(lambda: pdf(print_html(edition)))
    bare = median(lambda: alone(html))
    print(f"figures, charts, templates : {drawn:.2f} s, {len(queries)} queries")
    print(f"whole booklet to PDF       : {printed:.2f} s, {printed / bare:.2f} × WeasyPrint alone")
    for section in ("essentiel", "i-1", "ii-3"):
        seen = median(lambda key=section: screen_html(edition, only=key))
        print(f"section {section:<19}: {seen:.2f} s, {seen / printed:.3f} × the whole")


if __name__ == "__main__":
    main()
