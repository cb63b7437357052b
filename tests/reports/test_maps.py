"""The map: shades, legend, labels, links, and what the day and the commission decide."""

import dataclasses
import datetime as dt
import random
from decimal import Decimal

import pytest
import shapely
from django.core.management import call_command

from beneficiaries.models import Attachment, Commune
from reports.drawing.maps.classes import Classes
from reports.drawing.maps.territory import Area, AreaValue, territory_map
from reports.exhibits.atlas import APPROXIMATE, atlas
from tests.factories import AttachmentFactory, CantonFactory, CommissionFactory, CommuneFactory
from tests.reports import drawings

DAY = dt.date(2019, 11, 30)
KM = 30


def squares(count: int) -> list[Area]:
    return [
        Area(
            code=f"canton:{rank}",
            name=f"Canton {rank}",
            shape=shapely.box(rank * KM, 0, rank * KM + KM, KM),
        )
        for rank in range(count)
    ]


def rates(*values) -> dict[str, AreaValue]:
    return {
        f"canton:{rank}": AreaValue(value=value, display=f"{value} %")
        for rank, value in enumerate(values)
        if value is not None
    }


def paths(svg: str) -> dict[str, str]:
    """The class of each area by its code."""
    return {
        node.get("data-code"): node.get("class")
        for node in drawings.root(svg).iter(f"{drawings.SVG}path")
        if node.get("data-code")
    }


def drawn(values, count=5, **options) -> str:
    return territory_map(areas=squares(count), values=values, title="Taux par canton", **options)


def test_areas_are_shaded_from_the_fewest_to_the_most():
    bounds = [2, 3, 4, 5]
    assert paths(drawn(rates(1, 2, 3, 4, 5), bounds=bounds)) == {
        f"canton:{rank}": f"map-area chart-shade-{rank + 1}" for rank in range(5)
    }


def test_the_legend_gives_the_bounds_of_the_classes_in_french():
    values = rates(1.5, 2.5, 4)
    said = drawings.texts(drawn(values, count=3, whole="Orne : 4,74 %", bounds=[Decimal("2.5"), 4]))
    assert "moins de 2,5\u00a0%" in said
    assert "de 2,5 à moins de 4\u00a0%" in said
    assert "4\u00a0% et plus" in said
    assert "Orne : 4,74 %" in said


def test_bounds_can_be_those_of_another_year():
    said = drawings.texts(drawn(rates(1, 9), count=2, bounds=[Decimal("3.5"), 6]))
    assert [text for text in said if "%" in text and text[0] not in "0123456789"] == [
        "moins de 3,5\u00a0%",
        "de 3,5 à moins de 6\u00a0%",
    ]


def test_a_value_is_shaded_as_it_is_printed():
    """3,46 is printed 3,5: it cannot stand under « moins de 3,5 »."""
    classes = Classes.of([1, 9], places=1, unit=" %", bounds=[Decimal("3.5")])
    assert classes.fill(3.46) == classes.fill(3.5)
    assert classes.fill(3.44) != classes.fill(3.5)


def test_one_value_makes_one_class():
    assert Classes.of([4, 4], places=0, unit="", bounds=None).names() == ["4"]


def bounds_of(*values: str) -> list[str]:
    known = [Decimal(value) for value in values]
    return [str(bound) for bound in Classes.of(known, places=1, unit="", bounds=None).bounds]


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        (["1.7", "2.0", "2.0", "2.2", "2.3", "2.5", "2.7", "5.3"], ["2.2", "5.0"]),
        (["2.4", "2.5", "3.0", "3.4"], ["3.0"]),
        # Far from one another, two areas alone are told apart.
        (["2.7", "5.3"], ["5.0"]),
        (["9.8", "11.4", "23.7", "41.2", "43.9"], ["40.0"]),
    ],
)
def test_bounds_are_round_and_fall_where_values_part(values, bounds):
    assert bounds_of(*values) == bounds


@pytest.mark.parametrize(
    ("highest", "count"), [("2.7", 1), ("2.8", 1), ("2.9", 2)], ids=["under", "at", "over"]
)
def test_values_within_a_quarter_of_the_highest_make_one_class(highest, count):
    assert len(bounds_of("2.1", highest)) + 1 == count


@pytest.mark.parametrize(("areas", "classes"), [(2, 2), (5, 2), (6, 3), (9, 4), (10, 5), (24, 5)])
def test_there_are_half_as_many_classes_as_areas_that_differ_and_five_at_most(areas, classes):
    values = [str(2**rank) for rank in range(areas)]
    assert len(bounds_of(*values, *values)) + 1 == classes


def test_more_classes_than_shades_are_refused():
    with pytest.raises(ValueError, match="Au plus 5 classes"):
        Classes.of([1], places=0, unit="", bounds=[1, 2, 3, 4, 5])


def test_an_area_without_data_is_hatched_and_named_in_the_legend():
    svg = drawn(rates(1, None, 3), count=3, missing="secret statistique")
    assert paths(svg)["canton:1"] == "map-area chart-no-data"
    assert "secret statistique" in drawings.texts(svg)


def test_zero_is_a_value():
    svg = drawn(rates(0, 5), count=2)
    assert paths(svg)["canton:0"] == "map-area chart-shade-1"
    assert "donnée non disponible" not in drawings.texts(svg)


def test_a_map_without_any_figure_is_drawn_all_the_same():
    assert set(paths(drawn({})).values()) == {"map-area chart-no-data"}


def test_without_areas_a_note_says_so():
    assert drawings.texts(drawn({}, count=0)) == ["Aucune donnée"]


def test_areas_say_their_name_and_figure():
    said = [node.text for node in drawings.root(drawn(rates(1, 2), 2)).iter(f"{drawings.SVG}title")]
    assert said == ["Taux par canton", "Canton 0\u00a0: 1 %", "Canton 1\u00a0: 2 %"]


def test_a_label_can_be_a_count_beside_a_rate():
    values = {"canton:0": AreaValue(value=4.7, display="4,7 %", label="412 foyers")}
    said = drawings.texts(drawn(values, count=1))
    assert ("412 foyers" in said, "4,7 %" in said) == (True, False)


def test_linked_areas_are_not_hidden_in_an_image():
    areas = [dataclasses.replace(area, href="/cantons/a&b/") for area in squares(2)]
    svg = territory_map(areas=areas, values=rates(1, 2), title="t")
    links = list(drawings.root(svg).iter(f"{drawings.SVG}a"))
    assert [link.get("href") for link in links] == ["/cantons/a&b/"] * 2
    assert links[0].get("aria-label") == "Canton 0\u00a0: 1 %"
    assert drawings.root(svg).get("role") == "group"
    assert drawings.root(drawn({})).get("role") == "img"


def test_names_are_escaped():
    area = Area(code='"><b>', name="<b>&", shape=shapely.box(0, 0, KM, KM))
    svg = territory_map(areas=[area], values={}, title="<t>")
    assert list(paths(svg)) == ['"><b>']
    assert drawings.texts(svg)[0] == "<b>&"


def test_a_name_too_wide_for_its_area_is_written_beside_it():
    areas = [
        *squares(2),
        Area(code="town", name="Flers (ville)", shape=shapely.box(20, 10, 22, 12)),
    ]
    svg = territory_map(areas=areas, values=rates(1, 2), title="t")
    assert "Flers (ville)" in drawings.texts(svg)
    assert 'class="chart-leader"' in svg


def test_a_small_area_of_no_prominence_goes_unnamed():
    small = Area(
        code="c", name="Flers (ville)", shape=shapely.box(20, 10, 22, 12), is_prominent=False
    )
    svg = territory_map(areas=[*squares(2), small], values=rates(1, 2), title="t")
    assert "Flers (ville)" not in drawings.texts(svg)


# --- the Orne --------------------------------------------------------------------------


@pytest.fixture
def orne(db):
    call_command("reference", verbosity=0)


def shaded(areas, **options) -> str:
    chance = random.Random(61)
    values = {
        area.code: AreaValue(
            value=round(chance.uniform(2, 9), 2), display="4,7 %", label=str(chance.randint(9, 900))
        )
        for area in areas
    }
    return territory_map(areas=areas, values=values, title="Orne", **options)


@pytest.mark.same_on_any_database
def test_the_whole_orne_is_on_the_map(orne):
    places = atlas(DAY)
    assert len(places.communes) == Commune.objects.count() == 385
    assert len(places.cantons) == 24
    assert [area.code for area in places.commissions] == [
        "alencon",
        "argentan",
        "flers",
        "mortagne-au-perche",
    ]


@pytest.mark.same_on_any_database
def test_the_map_of_cantons_names_them_all_without_overlap(orne):
    places = atlas(DAY)
    svg = shaded(places.cantons, outlines=places.commissions, note=places.note)
    assert drawings.collisions(svg) == []
    assert drawings.cut(svg) == []
    said = " ".join(drawings.texts(svg)).replace("- ", "-")
    named = [area.name for area in [*places.cantons, *places.commissions]]
    assert [name for name in named if name not in said] == []
    assert len(svg.encode()) < 60_000


@pytest.mark.same_on_any_database
def test_the_map_of_communes_stays_light(orne):
    places = atlas(DAY)
    linked = [dataclasses.replace(area, href=f"/communes/{area.code}/") for area in places.communes]
    svg = shaded(linked, outlines=places.commissions)
    assert len(paths(svg)) == 385
    assert drawings.collisions(svg) == []
    assert len(svg.encode()) < 200_000


@pytest.mark.same_on_any_database
def test_same_figures_give_the_same_map(orne):
    assert shaded(atlas(DAY).cantons) == shaded(atlas(DAY).cantons)


def test_inside_a_commission_a_canton_is_the_part_it_has_there(orne):
    whole = {area.code: area.shape.area for area in atlas(DAY).cantons}
    part = {area.code: area.shape.area for area in atlas(DAY, "argentan").cantons}
    commission = atlas(DAY, "argentan").commissions[0]
    assert sum(part.values()) == pytest.approx(commission.shape.area, rel=1e-6)
    assert part["canton:6104"] == pytest.approx(whole["canton:6104"], rel=1e-6)
    assert part["canton:6119"] < 0.9 * whole["canton:6119"]


def test_a_second_map_works_no_shape_out(orne, django_assert_num_queries):
    atlas(DAY)
    # Commissions, attachments, and what tells that no centre nor outline has changed.
    with django_assert_num_queries(3):
        atlas(DAY)


def test_the_day_decides_of_the_canton(db):
    old, new = CantonFactory(code="6101"), CantonFactory(code="6102")
    commission = CommissionFactory(slug="argentan")
    commune = CommuneFactory(insee_code="61001", longitude=0.1, latitude=48.5, attachment=None)
    change = dt.date(2020, 1, 1)
    attached = {"commune": commune, "commission": commission}
    AttachmentFactory(canton=old, starts_on=dt.date(2015, 1, 1), ends_on=change, **attached)
    AttachmentFactory(canton=new, starts_on=change, **attached)
    assert [area.code for area in atlas(DAY).cantons] == ["canton:6101"]
    assert [area.code for area in atlas(change).cantons] == ["canton:6102"]


def test_an_outline_brought_in_changes_the_map_at_once(orne):
    before = {area.code: area.shape for area in atlas(DAY).communes}
    assert atlas(DAY).note == APPROXIMATE
    square = [[0.08, 48.42], [0.11, 48.42], [0.11, 48.44], [0.08, 48.44], [0.08, 48.42]]
    Commune.objects.filter(insee_code="61001").update(
        outline={"type": "Polygon", "coordinates": [square]}
    )
    after = {area.code: area.shape for area in atlas(DAY).communes}
    assert not after["61001"].equals(before["61001"])
    assert after["61001"].area < before["61001"].area


def test_with_every_outline_known_the_map_says_nothing_of_it(db):
    square = [[0, 48], [0.2, 48], [0.2, 48.2], [0, 48.2], [0, 48]]
    CommuneFactory(outline={"type": "Polygon", "coordinates": [square]})
    assert atlas(DAY).note == ""


def test_without_communes_the_atlas_is_empty(db):
    assert not Attachment.objects.exists()
    assert atlas(DAY).cantons == []
