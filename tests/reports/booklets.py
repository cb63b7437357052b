"""Reading a booklet in tests: its text, its headings, its addresses."""

import re
from html.parser import HTMLParser


class Outline(HTMLParser):
    """Headings, anchors and links of a document, in order."""

    def __init__(self, html: str):
        super().__init__()
        self.headings: list[tuple[str, str]] = []
        self.anchors: list[str] = []
        self.links: list[str] = []
        self._open: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if "id" in known:
            self.anchors.append(known["id"])
        if tag == "a":
            self.links.append(known["href"])
        if re.fullmatch("h[1-6]", tag):
            self._open = tag
            self.headings.append((tag, ""))

    def handle_endtag(self, tag):
        if tag == self._open:
            self._open = None

    def handle_data(self, data):
        if self._open:
            tag, text = self.headings[-1]
            self.headings[-1] = tag, " ".join((text + data).split())

    def titles(self, *tags: str) -> list[str]:
        return [text for tag, text in self.headings if tag in tags]


def text_of(html: str) -> str:
    """What a reader reads, drawings left out, every space an ordinary one."""
    body = re.sub(r"<(style|svg|title)\b.*?</\1>", " ", html, flags=re.S)
    body = re.sub(r"</?sup>", "", body)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def article(html: str, slug: str) -> str:
    """The pages of one action."""
    start = html.index(f'<article class="action" id="action-{slug}"')
    return html[start : html.index("</article>", start)]
