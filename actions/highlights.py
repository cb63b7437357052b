"""The shares that an agreement may have quoted under « À noter ».

What counts them comes after the actions: it registers their codes here.
"""

import difflib
from collections.abc import Iterable

SHARES: dict[str, str] = {}


def register_shares(shares: dict[str, str]) -> None:
    """Codes that may be quoted, each with its label."""
    SHARES.update(shares)


def unknown_shares(codes: Iterable[str]) -> list[str]:
    return [code for code in codes if code not in SHARES]


def refusal_of_share(code: str) -> str:
    """What is wrong with a code, and which other was perhaps meant."""
    meant = difflib.get_close_matches(code, SHARES, n=1)
    advice = f"connus\u00a0: {', '.join(SHARES)}."
    if meant:
        advice = f"vouliez-vous dire «\u00a0{meant[0]}\u00a0»\u00a0?"
    return f"«\u00a0{code}\u00a0» n’est le code d’aucune part\u202f; {advice}"
