"""Compare column headers the way a reader would, not letter by letter."""

import re
import unicodedata

# Letters that no decomposition turns into plain ones.
LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss"}
)
LINKING = {"a", "au", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"}
NUMBER = re.compile(r"\bn\s*°|\bnº")
WORDS = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """Lower case, no accents: « N° Allocataire\\n » → « n° allocataire »."""
    if text.isascii():
        return text.casefold()
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(letter for letter in lowered if not unicodedata.combining(letter))


def folded(text: str) -> str:
    """Words alone, one space between: « D'ARC-Øystein » → « d arc oystein »."""
    return " ".join(WORDS.findall(plain(text)))


def one_line(title: str) -> str:
    """A header as a form can send it back: browsers rewrite line breaks."""
    return " ".join(title.split())


def heading(text: str) -> str:
    """What is compared: « Date de⏎Naissance » and « date_naissance » → « datenaissance »."""
    # « ° » would decompose into the letter o.
    numbered = NUMBER.sub("numero ", text.casefold())
    words = [word for word in WORDS.findall(plain(numbered)) if word not in LINKING]
    return "".join(words)
