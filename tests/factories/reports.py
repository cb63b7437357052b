"""Editions and frozen figures."""

import datetime as dt
import hashlib
import zlib

import factory

from reports import models
from tests.factories.base import Base
from tests.factories.beneficiaries import CommissionFactory, PersonFactory


class EditionFactory(Base):
    """`validated=True`: published, since long."""

    class Meta:
        model = models.Edition

    class Params:
        validated = factory.Trait(
            status="published",
            validated_at=dt.datetime(2020, 2, 1, tzinfo=dt.UTC),
            published_at=dt.datetime(2020, 2, 1, tzinfo=dt.UTC),
        )
        waiting = factory.Trait(
            status="validated", validated_at=dt.datetime(2020, 2, 1, tzinfo=dt.UTC)
        )

    commission = factory.SubFactory(CommissionFactory)
    programme_year = 2020


class FigureFactory(Base):
    class Meta:
        model = models.Figure

    # Years apart from the drafts', which a commission has only one of.
    edition = factory.SubFactory(EditionFactory, validated=True, programme_year=2018)
    year = 2019
    code = factory.Sequence(lambda n: f"rsa.code{n}")
    territory = "departement"
    value = 12
    share = 60
    numerator = 12
    denominator = 20
    display = "12"
    label = "Ménages"
    definition = "Ménages dont le droit est ouvert."


class AuthorMessageFactory(Base):
    class Meta:
        model = models.AuthorMessage

    edition = factory.SubFactory(EditionFactory, programme_year=2022)
    exhibit = "rsa.adults.by_sex/departement"
    text = "Presque autant d’hommes que de femmes"
    computed = "Femmes : 52 % des 40 adultes"
    digest = "0" * 32


class AcceptedFindingFactory(Base):
    class Meta:
        model = models.AcceptedFinding

    edition = factory.SubFactory(EditionFactory, programme_year=2023)
    code = "sans-objectif"
    key = factory.Sequence(lambda n: f"action-{n}:2020")
    told = "Action : 2020"
    reason = "Convenu avec la structure"


class EditionStepFactory(Base):
    class Meta:
        model = models.EditionStep

    edition = factory.SubFactory(EditionFactory, programme_year=2023)
    before = "draft"
    after = "review"


class CommentFactory(Base):
    class Meta:
        model = models.Comment

    edition = factory.SubFactory(EditionFactory, programme_year=2024)
    section = "i-1"
    text = "À préciser : de quelle année parle-t-on ?"


class CarriedTextFactory(Base):
    class Meta:
        model = models.CarriedText

    edition = factory.SubFactory(EditionFactory, programme_year=2025)
    text_key = factory.Sequence(lambda n: f"reports.edition/{n}/preamble")
    title = "Préambule"


class KeptPageFactory(Base):
    class Meta:
        model = models.KeptPage

    edition = factory.SubFactory(EditionFactory, validated=True, programme_year=2026)
    variant = "public"
    medium = "print"
    content = zlib.compress(b"<p>Livret</p>")
    sha256 = hashlib.sha256(b"<p>Livret</p>").hexdigest()


class KeptPdfFactory(Base):
    class Meta:
        model = models.KeptPdf

    page = factory.SubFactory(KeptPageFactory)
    content = b"%PDF-1.7"
    sha256 = hashlib.sha256(b"%PDF-1.7").hexdigest()
    made_with = "weasyprint 70.0"


class KeptTextFactory(Base):
    class Meta:
        model = models.KeptText

    edition = factory.SubFactory(EditionFactory, validated=True, programme_year=2027)
    key = "preamble"
    title = "Préambule"
    text = "<p>Le programme local.</p>"
    is_public = True


class SharedTextFactory(Base):
    class Meta:
        model = models.SharedText

    code = factory.Sequence(lambda n: f"missions-{n}")
    name = "Missions du référent"
    body = "<p>Le référent accompagne.</p>"


class RenderingFactory(Base):
    class Meta:
        model = models.Rendering

    edition = factory.SubFactory(EditionFactory, programme_year=2021)


class ProgrammeYearFactory(Base):
    class Meta:
        model = models.ProgrammeYear

    year = factory.Sequence(lambda n: 2020 + n)


class ProtectedSetFactory(Base):
    class Meta:
        model = models.ProtectedSet

    day = factory.Sequence(lambda n: dt.date(2019, 1, 1) + dt.timedelta(days=n))
    digest = "0" * 32
    hidden = b"."
    report = factory.Dict({"hidden": 0})


class ReleaseFactory(Base):
    class Meta:
        model = models.Release

    day = factory.Sequence(lambda n: dt.date(2019, 1, 1) + dt.timedelta(days=n))
    digest = "0" * 32
    values = b"."
    hidden = b"."


class KeptAnswerFactory(Base):
    class Meta:
        model = models.KeptAnswer

    key = factory.Sequence(lambda n: f"{n:032x}")
    value = b"."


class FollowUpFactory(Base):
    class Meta:
        model = models.FollowUp

    working_list = "contrats-a-renouveler"
    row = 1
    person = factory.SubFactory(PersonFactory)
    kind = "relance"
    done_on = dt.date(2019, 3, 1)
