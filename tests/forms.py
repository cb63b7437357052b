"""What a browser would send back of a page's form, as it stands."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select = self.textarea = ""
        self.option = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "input" and name and found.get("type") not in ("submit", "button"):
            is_ticked = found.get("type") in ("checkbox", "radio")
            if not is_ticked or "checked" in found:
                value = found.get("value", "on" if is_ticked else "")
                self.values.setdefault(name, []).append(value)
        elif tag == "select":
            self.select, self.option = name, None
        elif tag == "option" and self.select and "selected" in found:
            self.values.setdefault(self.select, []).append(found.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = [""]

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            name, self.textarea = self.textarea, ""
            # A browser drops the line break that follows the tag.
            self.values[name][0] = self.values[name][0].removeprefix("\r\n").removeprefix("\n")
        elif tag == "select":
            self.select = ""


def values_of(response) -> dict[str, str | list[str]]:
    reader = FormReader()
    page = response.content.decode()
    # The page's own form, not those of its head; the administration has another frame.
    frame = 'id="content-main"' if 'id="content-main"' in page else 'id="contenu"'
    reader.feed(page[page.index(frame) :])
    return {name: found[0] if len(found) == 1 else found for name, found in reader.values.items()}
