"""Communes, their attachments, their outlines."""

import datetime as dt
import json

import pytest

from beneficiaries.models import Attachment, Commune
from tests.imports.files import COMMUNES, bring, csv_file, messages, refused, written

pytestmark = pytest.mark.usefixtures("reference")
CHANGE = dt.date(2021, 1, 1)


def communes(folder, *rows, **options):
    return bring("communes", csv_file(folder, list(rows)), **options)


def commune(rank: int = 1, **values) -> dict:
    """Argentan, unless another rank of the list is asked for."""
    return COMMUNES[rank] | values


def attachments(code: str) -> list[tuple]:
    rows = Attachment.objects.filter(commune__insee_code=code).order_by("starts_on")
    return list(rows.values_list("commission__slug", "starts_on", "ends_on"))


def test_known_communes_are_unchanged(tmp_path):
    report = communes(tmp_path, *COMMUNES)
    assert (report.unchanged, report.errors) == (len(COMMUNES), [])


def test_population_and_name_are_brought_up_to_date(tmp_path):
    report = communes(tmp_path, commune(population="13854", name="Argentan d'Orne"))
    assert report.updated == 1
    row = Commune.objects.get(insee_code="61006")
    assert (row.population, row.name) == (13854, "Argentan d’Orne")


def test_a_new_commune_comes_with_its_attachment(tmp_path):
    new = commune(insee_code="61999", name="Nouvelle", commission="Flers")
    assert communes(tmp_path, new).created == 1
    assert attachments("61999") == [("flers", dt.date(2000, 1, 1), None)]


def test_a_new_attachment_holds_from_its_date_and_leaves_the_past(tmp_path):
    report = communes(tmp_path, commune(commission="alencon"), date=CHANGE)
    assert report.updated == 1
    assert attachments("61006") == [
        ("argentan", dt.date(2000, 1, 1), CHANGE), ("alencon", CHANGE, None)
    ]  # fmt: skip
    assert communes(tmp_path, commune(commission="alencon"), date=CHANGE).unchanged == 1


@pytest.mark.parametrize(
    ("values", "date", "field", "said"),
    [
        ({"commission": "alencon"}, None, "commission", "la date d’effet du changement"),
        ({"commission": "alencon"}, dt.date(1999, 1, 1), "commission", "plus récente"),
        ({"commission": "caen"}, None, "commission", "alencon, argentan"),
        ({"canton_code": "1234"}, None, "canton_code", "n’est pas un canton connu"),
        ({"insee_code": "Argentan"}, None, "insee_code", "code INSEE"),
        ({"insee_code": "61999", "canton_code": ""}, None, "canton_code", "commune nouvelle"),
        ({"latitude": "95"}, None, "latitude", "au plus 90"),
        ({"population": "-1"}, None, "population", "négatif"),
    ],
)
def test_a_bad_row_is_refused_alone(tmp_path, values, date, field, said):
    report = communes(tmp_path, commune(0, population="26000"), commune(**values), date=date)
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert Commune.objects.get(insee_code="61001").population == 26000
    assert len(attachments("61006")) == 1


SQUARE = [[0.1, 48.1], [0.2, 48.1], [0.2, 48.2], [0.1, 48.1]]


def feature(code="61006", kind="Polygon", coordinates=None) -> dict:
    shape = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": shape}


def outlines(folder, *features):
    content = json.dumps({"type": "FeatureCollection", "features": features})
    return bring("contours", written(folder, content, "contours.geojson"))


def test_outlines_are_kept_on_their_communes(tmp_path):
    report = outlines(tmp_path, feature(), feature("61001", "MultiPolygon", [[SQUARE], [SQUARE]]))
    assert (report.created, report.errors) == (2, [])
    assert Commune.objects.get(insee_code="61006").outline["coordinates"] == [SQUARE]
    again = outlines(tmp_path, feature(), feature("61001", "Polygon"))
    assert (again.unchanged, again.updated) == (1, 1)


@pytest.mark.parametrize(
    ("bad", "field", "said"),
    [
        (feature("61999"), "code", "n’est pas une commune connue"),
        (feature("61001"), "code", "déjà le contour 1"),
        (feature(kind="Point", coordinates=[1, 2]), "geometry", "Polygon ou MultiPolygon"),
        (feature(coordinates=[]), "geometry", "des anneaux de points"),
        (feature(coordinates=[SQUARE[:3]]), "geometry", "n’est pas fermé"),
        (feature(coordinates=[[[1, "a"]] * 4]), "geometry", "deux nombres"),
        (feature(coordinates=[[[480000, 6840000]] * 4]), "geometry", "Lambert 93"),
        ("rien", "code", "commune connue"),
    ],
)
def test_a_bad_outline_is_refused_alone(tmp_path, bad, field, said):
    report = outlines(tmp_path, feature("61001"), bad)
    assert refused(report) == [(2, field)]
    assert said in messages(report)
    assert report.created == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"type": "Feature"}',
        "[1, 2]",
        '{"features": []}',
        '{"features": [NaN]}',
        "[" * 9999,
    ],
)
def test_what_is_no_geojson_is_refused_whole(tmp_path, content):
    report = bring("contours", written(tmp_path, content, "contours.geojson"))
    assert report.is_refused_whole
    assert not Commune.objects.exclude(outline=None).exists()
