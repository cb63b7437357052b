"""Names typed in a search box stay out of addresses: the session keeps them under a token."""

import secrets

SESSION_KEY = "searches"
MARK = "~"
KEPT = 20


def remember(session, term: str) -> str:
    """The token that stands for `term` in the address."""
    token = MARK + secrets.token_urlsafe(6)
    kept = list(session.get(SESSION_KEY, {}).items())[1 - KEPT :]
    session[SESSION_KEY] = dict([*kept, (token, term)])
    return token


def recall(session, query: str) -> str:
    """What was typed; an unknown token (another session's) stands for nothing."""
    if not query.startswith(MARK):
        return query
    return session.get(SESSION_KEY, {}).get(query, "")
