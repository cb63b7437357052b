"""Tell how the characters of a text file were written, when it does not say."""

import re
import unicodedata

from plics.importing.errors import FileRefused

# In order of preference where they read a file equally well.
ONE_BYTE = {
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO-8859-15",
    "mac_roman": "MacRoman",
}
FRENCH = "àâæçèéêëîïôœùûüÿ"
RARE = "äáãåìíïñòóöõøúýß"
SIGNS = frozenset("’‘“”«»–—…°€²³·\u00a0\u202fº")
LETTERS = frozenset(FRENCH + FRENCH.upper())
PLAUSIBLE = SIGNS | LETTERS | frozenset(RARE + RARE.upper())
# Letters of UTF-8 read as if they were of one byte, or lost.
SPOILT = re.compile("Ã[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|â€[™œ“˜]|\ufffd")
# What is so read costs more than a letter gained.
IMPOSSIBLE = 3
SHOWN = 5


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and what is to be told of the way it was read."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, told_of(sorted(set(SPOILT.findall(text))), "")
    return likeliest(content)


def likeliest(content: bytes) -> tuple[str, list[str]]:
    """Of the encodings of one byte, the one that gives the most French letters."""
    readings = []
    for rank, encoding in enumerate(ONE_BYTE):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = likelihood(text)
        if found > 0 or not rank:
            readings.append((found, -rank, encoding, text))
    if not readings:
        raise FileRefused(
            "Les caractères du fichier sont illisibles : enregistrez-le en CSV UTF-8."
        )
    _, rank, encoding, text = max(readings)
    name = ONE_BYTE[encoding]
    notes = told_of(impossible(text), f", lu comme du {name}")
    if rank and not notes:
        notes = [f"Le fichier est lu comme du {name}."]
    return text, notes


def likelihood(text: str) -> int:
    return sum(
        weight(text[index - 1 : index], letter, text[index + 1 : index + 2])
        for index, letter in enumerate(text)
        if letter > "\x7f"
    )


def weight(before: str, letter: str, after: str) -> int:
    """A small letter among capitals, or a capital after a small one, is doubtful."""
    if letter not in PLAUSIBLE:
        return -IMPOSSIBLE
    if letter in SIGNS:
        return 1
    if before.isupper() and after.isupper() and letter.islower():
        return -1
    if is_misplaced(before, letter):
        return -1
    return 2 if letter in LETTERS else 0


def is_misplaced(before: str, letter: str) -> bool:
    """« ZoÇ »: é of a DOS file, read otherwise. « LEFèVRE » is how some people type."""
    return before.islower() and letter.isupper()


def impossible(text: str) -> list[str]:
    return sorted({
        letter
        for index, letter in enumerate(text)
        if letter > "\x7f"
        and (letter not in PLAUSIBLE or is_misplaced(text[index - 1 : index], letter))
    })  # fmt: skip


def told_of(found: list[str], how: str) -> list[str]:
    if not found:
        return []
    named = ", ".join(f"« {name(sign)} »" for sign in found[:SHOWN])
    return [
        f"Le fichier{how} contient des caractères qui n’ont pas lieu d’être : {named}. Vérifiez "
        "les noms, ou enregistrez-le en CSV UTF-8."
    ]


def name(sign: str) -> str:
    return sign if sign.isprintable() else unicodedata.name(sign, f"U+{ord(sign[0]):04X}")
