from plics import searches


def test_a_token_stands_for_what_was_typed():
    session = {}
    token = searches.remember(session, "durand marie")
    assert "durand" not in token
    assert searches.recall(session, token) == "durand marie"


def test_another_sessions_token_stands_for_nothing():
    token = searches.remember({}, "durand")
    assert searches.recall({}, token) == ""


def test_plain_words_are_searched_as_they_are():
    assert searches.recall({}, "durand") == "durand"


def test_only_the_last_searches_are_kept():
    session = {}
    tokens = [searches.remember(session, str(number)) for number in range(25)]
    assert searches.recall(session, tokens[4]) == ""
    assert [searches.recall(session, token) for token in tokens[5:]] == [
        str(number) for number in range(5, 25)
    ]
