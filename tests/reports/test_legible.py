"""Signs that the printed typeface lacks are told in words."""

import pytest

from reports.drawing.legible import legible


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Mme 張偉 vient", "Mme [2\u00a0signes non imprimables] vient"),
        ("M. שלום", "M. [4\u00a0signes non imprimables]"),
        ("Bravo 🙂👍🏽 !", "Bravo [pictogramme] !"),
        ("한", "[1\u00a0signe non imprimable]"),
        ("famille 👨\u200d👩\u200d👧", "famille [pictogramme]"),
        ("Łukasz Nguyễn Đạt, Ωмега : « 1 200 € » ≥ 2‑3 …", None),
    ],
)
def test_what_the_typeface_lacks_is_told_and_the_rest_kept(typed, printed):
    html = f'<p class="é">{typed}</p>'
    wanted = html if printed is None else f'<p class="é">{printed}</p>'
    assert legible(html) == wanted
