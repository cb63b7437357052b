"""Outlines of communes: GeoJSON in degrees, property `code` = INSEE."""

from beneficiaries.models import Commune
from plics.importing import guards
from plics.importing.apart import features
from plics.importing.errors import Invalid, shown
from plics.importing.fields import refusal
from plics.importing.importer import Importer
from plics.importing.reports import CREATED, UPDATED, RowChange

DEPTHS = {"Polygon": 1, "MultiPolygon": 2}  # lists around the rings of points
SMALLEST_RING = 4


class OutlineImporter(Importer):
    """Features are numbered from 1: a GeoJSON file is often one line long."""

    slug = "contours"
    names_persons = False
    title = "Contours des communes"
    explanation = "Un fichier GeoJSON en WGS84 ; la propriété « code » est le code INSEE."
    is_seldom = True
    suffixes = (".geojson", ".json")
    size_limit = guards.GEOJSON_LIMIT
    starts_with = (b"{",)

    def read(self) -> None:
        guards.check_size(self.job.path, self.size_limit)
        self.features = features(self.job.path)

    def plan(self) -> None:
        self.known = {commune.insee_code: commune for commune in Commune.objects.all()}
        self.changed: list[Commune] = []
        self.seen: dict[str, int] = {}
        for number, feature in enumerate(self.features, start=1):
            try:
                self.take(number, feature)
            except Invalid as problem:
                self.report.refused += 1
                self.report.errors.append(refusal(number, problem.field, problem))

    def take(self, number: int, feature) -> None:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        code = str((properties or {}).get("code", ""))
        commune = self.known.get(code)
        if commune is None:
            raise Invalid(f"« {shown(code)} » n’est pas une commune connue",
                          "un code INSEE dans la propriété « code »", field="code")  # fmt: skip
        if self.seen.setdefault(code, number) != number:
            raise Invalid(f"Cette commune est déjà le contour {self.seen[code]}", field="code")
        geometry = feature.get("geometry")
        check_geometry(geometry)
        if commune.outline == geometry:
            self.report.unchanged += 1
            return
        fate = UPDATED if commune.outline else CREATED
        setattr(self.report, fate, getattr(self.report, fate) + 1)
        if self.job.detailed:
            self.report.changes.append(RowChange(fate, f"{commune} ({code})", number))
        commune.outline = geometry
        self.changed.append(commune)

    def write(self, run) -> None:
        Commune.objects.bulk_update(self.changed, ["outline"], batch_size=200)


def check_geometry(geometry) -> None:
    depth = DEPTHS.get(str(geometry.get("type"))) if isinstance(geometry, dict) else None
    if depth is None:
        raise Invalid("Géométrie absente ou d’un autre type", "Polygon ou MultiPolygon",
                      field="geometry")  # fmt: skip
    level = [geometry.get("coordinates")]
    for _ in range(depth):
        if not all(isinstance(part, list) and part for part in level):
            raise Invalid("Coordonnées absentes", "des anneaux de points", field="geometry")
        level = [item for part in level for item in part]
    for ring in level:
        check_ring(ring)


def check_ring(ring) -> None:
    if not isinstance(ring, list) or len(ring) < SMALLEST_RING or ring[0] != ring[-1]:
        raise Invalid("Un anneau n’est pas fermé", "un premier point égal au dernier",
                      field="geometry")  # fmt: skip
    for point in ring:
        if not (isinstance(point, list) and len(point) >= 2 and all(map(is_number, point))):
            raise Invalid("Un point n’a pas deux nombres", "longitude, latitude", field="geometry")
        if abs(point[0]) > 180 or abs(point[1]) > 90:
            raise Invalid("Les coordonnées ne sont pas en degrés", "des longitudes et latitudes "
                          "WGS84 (et non Lambert 93)", field="geometry")  # fmt: skip


def is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
