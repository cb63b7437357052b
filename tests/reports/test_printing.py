"""Documents laid out by another process: none waits for ever, whoever asks and how often."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from reports.drawing import printing


@pytest.fixture(autouse=True)
def few_documents_a_process(monkeypatch):
    monkeypatch.setattr(printing, "DOCUMENTS_A_PROCESS", 2)
    printing._processes.cache_clear()
    yield
    printing._processes().shutdown()
    printing._processes.cache_clear()


def kill(html: str) -> bytes:
    os._exit(1)


def test_documents_asked_for_together_all_come_whatever_process_ends():
    asked = [f"page {number}" for number in range(3)]
    with ThreadPoolExecutor(max_workers=3) as readers:
        made = readers.map(lambda html: printing.apart(str.encode, html), asked, timeout=60)
        assert list(made) == [html.encode() for html in asked]


def test_a_process_that_dies_is_replaced_for_the_next_document():
    with pytest.raises(printing.BrokenProcessPool):
        printing.apart(kill, "page")
    assert printing.apart(str.encode, "page") == b"page"
