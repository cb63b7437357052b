"""Who may open which address: one table, from which no address may be missing."""

import uuid

import pytest
from django.contrib.admin import site
from django.urls import URLPattern, get_resolver, reverse

from actions.models import Agreement, Provider
from beneficiaries.models import Household, Person
from beneficiaries.models.sittings import Sitting
from funds.models import Aid
from plics.models import Operation, Role, Upload, User
from reports.models import Edition, Rendering
from tests import factories
from tests.factories.catalogue import one_of_each

INSIDE = ["administrator", "staff", "coordinator", "stranger", "reader"]
ROLES = [*INSIDE, "provider", "outsider", "officer", "anonymous"]
# They send the statements of an administrator, of a coordinator, or fewer.
SAME_STATEMENTS = {"staff", "stranger", "reader", "provider", "outsider", "officer"}
ONCE = pytest.mark.same_on_any_database

# Statuses in the order of ROLES. `coordinator` sees the commission of every row below,
# `stranger` sees another one; `provider` answers for its structure, `outsider` for another.
OPEN = "200 200 200 200 200 200 200 200 200"
ALL = "200 200 200 200 200 200 200 200 302"
FIGURES = "200 200 200 200 200 403 403 403 302"
DATA = "200 200 200 200 403 403 403 403 302"
EDITORS = "200 200 403 403 403 403 403 403 302"
ADMINISTRATORS = "200 403 403 403 403 403 403 403 302"
NOBODY = "403 403 403 403 403 403 403 403 302"
OWN = "200 200 200 404 403 403 403 403 302"
OFFICERS = "200 403 403 403 403 403 403 200 302"
WHOLE = "200 200 404 404 403 403 403 403 302"
REDIRECT = "302 302 302 302 302 302 302 302 302"
NOWHERE = "404 404 404 404 404 404 404 404 404"
# By POST alone; of an edition, for those who prepare it.
POSTED = "405 405 405 405 405 405 405 405 302"
PREPARED = "200 200 200 404 404 404 404 404 302"
ABSENT = "404 404 404 404 404 404 404 404 302"

SHARED = {"changelist": DATA, "export": DATA, "add": EDITORS, "change": DATA, "history": DATA}
SCOPED = SHARED | {"change": OWN, "history": OWN}
READ_ONLY = {"add": NOBODY, "delete": NOBODY}
POLICIES = {
    # Rows of a territory: others' do not exist. Typing errors are the staff's to remove…
    "scoped, staff delete": SCOPED | {"delete": EDITORS},
    # … what other rows hang on is not.
    # … what a figure of a past year has counted is cancelled with a reason, by nobody deleted …
    "scoped, cancelled": SCOPED
    | {"delete": NOBODY, "cancel": EDITORS, "reinstate": "405 405 405 405 403 403 403 403 302"},
    "scoped": SCOPED | {"delete": ADMINISTRATORS},
    # … nor is who was counted in a past year, as these were.
    # Nothing in it but names: an account that may not export them has no file of it.
    "scoped, counted": SCOPED | {"delete": NOBODY, "export": "200 200 403 403 403 403 403 403 302"},
    "scoped, read only": SCOPED | READ_ONLY,
    # Made for those who see everything: a coordinator is not to know the others so.
    "scoped, whole": SHARED | READ_ONLY | dict.fromkeys(["change", "history"], WHOLE),
    # Lists without personal data: whoever reads data reads them.
    "shared": SHARED | {"delete": ADMINISTRATORS},
    "accounts": dict.fromkeys(["changelist", "export", "add", "change", "delete"], ADMINISTRATORS)
    | {"history": "200 404 404 404 403 403 403 403 302"},
    "département": SHARED | {"add": NOBODY, "delete": NOBODY},
    "imports": READ_ONLY | dict.fromkeys(["changelist", "export", "change", "history"], EDITORS),
}
# Lists whose rows may come from a file; confirming one is a POST.
IMPORTED = {"import": EDITORS, "process_import": "405 405 405 405 403 403 403 403 302"}
MODELS = {
    "scoped, staff delete": "AuthorMessage CapacityShare CaseStory CaseStoryBlock "
    "HouseholdSituation Membership OffPersonMeasure PassedMilestone Session SheetBlock "
    "TakenStep Target",
    "scoped, cancelled": "Aid Decision EngagementContract Interview Orientation Participation "
    "Proposal Support",
    "scoped": "Agreement Commission Edition FundBudget Sitting",
    "scoped, counted": "Household Person",
    "scoped, read only": "Correction Figure",
    "scoped, whole": "Rendering",
    "shared": "Action AidNature Attachment Axis Canton CapacityUnit Commune ContractKind "
    "DecisionType ExitOutcome FormerCommune Fund InterviewKind MeasureKind Milestone Need "
    "Pact PactAction PactAxis ProgrammeYear ProposalEndReason Provider Referent ReferentBody "
    "RefusalReason Section SharedText Step SupportEndReason TargetKind WaitLimit",
    "accounts": "User",
    "département": "Department",
    "imports": "Change ImportRun Operation",
}
SCOPED_MODELS = {name for policy in MODELS if "scoped" in policy for name in MODELS[policy].split()}
POLICY_OF = {name: policy for policy, names in MODELS.items() for name in names.split()}

# A model among the arguments stands for the key of its row.
OTHERS = {
    ("home", ()): ALL,
    ("account_login", ()): "302 302 302 302 302 302 302 302 200",
    ("account_logout", ()): ALL,
    ("account_change_password", ()): ALL,
    # Asked between the password and the session: nobody here is there.
    ("mfa_authenticate", ()): REDIRECT,
    # These ask who it is again; without a second factor there is nothing to take away.
    ("account_reauthenticate", ()): ALL,
    ("mfa_reauthenticate", ()): REDIRECT,
    ("mfa_index", ()): ALL,
    ("sessions", ()): ALL,
    ("monday_mail", ()): POSTED,
    # No directory is told here.
    ("openid_connect_login", ("annuaire",)): NOWHERE,
    ("openid_connect_callback", ("annuaire",)): NOWHERE,
    ("socialaccount_login_cancelled", ()): REDIRECT,
    ("mfa_activate_totp", ()): REDIRECT,
    ("mfa_deactivate_totp", ()): ABSENT,
    ("mfa_view_recovery_codes", ()): ABSENT,
    ("mfa_generate_recovery_codes", ()): REDIRECT,
    ("admin:plics_user_reset_second_factor", (User,)): ADMINISTRATORS,
    ("resume", ()): "302 302 302 302 302 302 302 302 302",
    ("account_reset_password", ()): OPEN,
    ("account_reset_password_done", ()): OPEN,
    ("account_reset_password_from_key", ("1", "no-such-key")): OPEN,
    ("favicon", ()): "302 302 302 302 302 302 302 302 302",
    ("admin:index", ()): DATA,
    ("admin:login", ()): "302 302 302 302 302 302 302 302 302",
    ("admin:logout", ()): "302 302 302 302 403 403 403 403 302",
    ("admin:password_change", ()): "302 302 302 302 403 403 403 403 302",
    ("admin:password_change_done", ()): "302 302 302 302 403 403 403 403 302",
    # Without the field it serves, nothing is told.
    ("admin:autocomplete", ()): "403 403 403 403 403 403 403 403 302",
    ("admin:jsi18n", ()): DATA,
    ("admin:view_on_site", (0, 0)): "404 404 404 404 403 403 403 403 302",
    ("admin:app_list", ("actions",)): DATA,
    # By POST alone, by whoever enters data.
    ("admin:plics_operation_undo", (Operation,)): "405 405 405 405 403 403 403 403 302",
    ("admin:auth_user_password_change", (User,)): ADMINISTRATORS,
    # Persons and households by name: who sees them, in their territory.
    ("records:search", ()): DATA,
    ("records:person", (Person,)): OWN,
    ("records:household", (Household,)): OWN,
    ("dashboards:index", ()): "302 302 302 302 302 403 403 403 302",
    ("dashboards:listing", ()): "404 404 404 404 403 403 403 403 302",
    ("dashboards:listing_print", ()): "404 404 404 404 403 403 403 403 302",
    ("dashboards:listing_file", ("csv",)): "404 404 404 404 403 403 403 403 302",
    # Coordinators are led to their own commission.
    ("dashboards:page", ("actions",)): "200 200 302 302 200 403 403 403 302",
    ("dashboards:sheet", ("actions",)): FIGURES,
    ("dashboards:download", ("beneficiaires", "age", "csv")): FIGURES,
    # Without the figure that is meant, nothing is explained.
    ("dashboards:figure", ("beneficiaires", "age")): "404 404 404 404 404 403 403 403 302",
    # They name persons: readers get figures, never a row.
    ("week:index", ()): DATA,
    ("week:list", ("contrats-a-renouveler",)): DATA,
    ("week:recorded", ("entrees",)): "404 404 404 404 403 403 403 403 302",
    ("week:print", ("contrats-a-renouveler",)): DATA,
    ("week:export", ("contrats-a-renouveler", "csv")): "200 200 403 403 403 403 403 403 302",
    ("quality:latest", ()): "302 302 302 302 302 302 302 302 302",
    ("quality:year", (2019,)): DATA,
    ("quality:rows", (2019, "no-such-check")): "404 404 404 404 403 403 403 403 302",
    ("traces:search", ()): OFFICERS,
    ("traces:export", ("csv",)): OFFICERS,
    ("importing:index", ()): EDITORS,
    ("importing:history", ()): EDITORS,
    ("importing:kind", ("aides",)): EDITORS,
    ("importing:template", ("aides", "xlsx")): EDITORS,
    ("importing:upload", (Upload,)): EDITORS,
    ("importing:progress", (Upload,)): EDITORS,
    # Waiting to be read: its columns are not known yet, nothing is refused yet.
    ("importing:columns", (Upload,)): "302 302 403 403 403 403 403 403 302",
    ("importing:rejects", (Upload,)): "404 404 403 403 403 403 403 403 302",
    ("importing:act", (Upload, "confirmer")): POSTED,
    # The edition of Argentan is a draft: other commissions and readers do not know of it.
    ("reports:editions", ()): ALL,
    ("reports:booklet", (2020, "argentan")): PREPARED,
    ("reports:section", (2020, "argentan", "no-such-section")): ABSENT,
    ("reports:search", (2020, "argentan")): PREPARED,
    ("reports:messages", (2020, "argentan")): "200 200 403 404 404 404 404 404 302",
    ("reports:gate", (2020, "argentan")): PREPARED,
    ("reports:gate_accept", (2020, "argentan")): POSTED,
    ("reports:gate_withdraw", (2020, "argentan", 0)): POSTED,
    ("reports:text", ("preambule", Edition)): PREPARED,
    ("reports:text_preview", ("preambule", Edition)): POSTED,
    # Asked for no edition in particular.
    ("reports:figure_search", ()): ABSENT,
    ("reports:make_pdf", (2020, "argentan")): POSTED,
    ("reports:version", (2020, "argentan", 1)): PREPARED,
    ("reports:version_section", (2020, "argentan", 1, "no-such-section")): ABSENT,
    ("reports:version_search", (2020, "argentan", 1)): PREPARED,
    # Data are those of a published edition, whoever asks.
    ("reports:data", (2020, "argentan", "csv")): ABSENT,
    ("reports:version_data", (2020, "argentan", 1, "csv")): ABSENT,
    ("reports:schema", ()): ALL,
    ("reports:open_year", ()): EDITORS,
    ("reports:changes", (2020, "argentan", 1)): ABSENT,
    ("reports:edition", (2020, "argentan")): PREPARED,
    ("reports:version_edition", (2020, "argentan", 1)): PREPARED,
    ("reports:edition_deed", (2020, "argentan", 1, "relire")): POSTED,
    ("reports:comment", (2020, "argentan", 1, "preambule")): PREPARED,
    ("reports:comment_resolve", (2020, "argentan", 1, 0)): POSTED,
    ("reports:reader_add", (2020, "argentan", 1)): POSTED,
    ("reports:reader_remove", (2020, "argentan", 1, 0)): POSTED,
    ("reports:carried_read", (2020, "argentan", 1, 0)): POSTED,
    ("reports:kept_pdf", (2020, "argentan", 1)): ABSENT,
    ("reports:version_pdf", (2020, "argentan", 1)): POSTED,
    ("reports:rendering", (Rendering,)): "200 200 404 404 404 404 404 404 302",
    # By POST alone; asked for alone, the rendering here has no batch.
    ("reports:make_all", (2020,)): POSTED,
    ("reports:batch", (uuid.UUID(int=0),)): "404 404 403 403 403 403 403 403 302",
    ("reports:batch_cancel", (uuid.UUID(int=0),)): POSTED,
    # The officer reads both without a name.
    ("privacy:register", ()): "200 403 403 403 403 403 403 200 302",
    ("privacy:notice", ()): "200 403 403 403 403 403 403 200 302",
    ("privacy:file", (Person, "json")): "200 200 403 403 403 403 403 403 302",
    ("sittings:decide", (Sitting,)): EDITORS,
    ("sittings:check", (Sitting,)): POSTED,
    ("sittings:letters", (Sitting, "csv")): EDITORS,
    ("groups:enter", (Agreement,)): EDITORS,
    ("groups:follow", (Agreement,)): EDITORS,
    ("groups:check", (Agreement,)): POSTED,
    ("returns:agreements", ()): "200 200 200 200 403 200 200 403 302",
    ("returns:agreement", (Agreement,)): "200 200 200 404 403 200 404 403 302",
    # A file of names: coordinators are not given the right to export them.
    ("returns:workbook", (Agreement,)): "200 200 403 404 403 200 404 403 302",
    # A return is shown to who sent it: nobody here has sent one.
    ("returns:preview", (0,)): "404 404 403 403 403 404 404 403 302",
    ("returns:rejects", (0,)): "404 404 403 403 403 404 404 403 302",
    ("returns:confirm", (0,)): POSTED,
    ("returns:abandon", (0,)): POSTED,
    ("aids:funds", (Person,)): EDITORS,
    ("aids:request", (Person, "fsl")): EDITORS,
    ("aids:standing", (Person, "fsl")): EDITORS,
    ("aids:to_pay", ()): EDITORS,
    ("aids:pay", ("fsl",)): EDITORS,
    # No order has been made.
    ("aids:order", (0, "csv")): "404 404 403 403 403 403 403 403 302",
    # Already decided, this one: its own page.
    ("aids:decide", (Aid,)): "302 302 403 403 403 403 403 403 302",
    ("changes:household", (Household, "commune")): EDITORS,
    ("changes:referent", (Person,)): EDITORS,
    # Asked for, not made yet.
    ("reports:download", (Rendering,)): "404 404 404 404 404 404 404 404 302",
}


def named_addresses(resolver=None, prefix="") -> list[str | None]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            found.append(pattern.name and prefix + pattern.name)
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += named_addresses(pattern, inner)
    return found


def admin_addresses(rows) -> dict[tuple, str]:
    """The addresses of each model, answered as its policy says."""
    table = {}
    for model in site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        policy = POLICIES[POLICY_OF[model.__name__]]
        if hasattr(site.get_model_admin(model), "import_key"):
            policy = policy | IMPORTED
            table[f"{label}_template", ("xlsx",)] = EDITORS
        for kind, statuses in policy.items():
            with_key = kind not in ("changelist", "add", "export", "import", "process_import")
            table[f"{label}_{kind}", (rows[model].pk,) if with_key else ()] = statuses
    return table


@pytest.fixture
def argentan(db):
    return factories.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def rows(argentan):
    """One row of every registered model, in the commission of Argentan, and a file sent."""
    made = one_of_each(argentan)
    return made | {type(argentan): argentan, Upload: factories.UploadFactory()}


@pytest.fixture
def sign_in(client, argentan):
    def sign_in(role):
        if role == "anonymous":
            return client
        elsewhere = factories.CommissionFactory(slug="flers", name="Flers")
        account = factories.UserFactory(
            role={"stranger": Role.COORDINATOR, "outsider": Role.PROVIDER}.get(role, role),
            commissions=[elsewhere if role == "stranger" else argentan],
        )
        here = Provider.objects.filter(actions__agreements__commission=argentan)
        account.providers.set([factories.ProviderFactory()] if role == "outsider" else here)
        client.force_login(account)
        return client

    return sign_in


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=ONCE if role in SAME_STATEMENTS else ()) for role in ROLES],
)
def test_each_role_gets_what_the_table_says(role, rows, sign_in, quick_answers):
    client = sign_in(role)
    wrong = {}
    for (name, args), statuses in (OTHERS | admin_addresses(rows)).items():
        expected = int(dict(zip(ROLES, statuses.split(), strict=True))[role])
        address = reverse(name, args=[rows[arg].pk if arg in rows else arg for arg in args])
        response = client.get(address)
        if response.status_code != expected or "no-store" not in response["Cache-Control"]:
            wrong[address] = f"{response.status_code}, not {expected}; or kept by browsers"
    assert wrong == {}


def test_no_address_is_missing_from_the_table(rows):
    told = {name for name, _ in OTHERS | admin_addresses(rows)}
    named = [name for name in named_addresses() if name]
    assert sorted(set(named) - told) == []
    assert sorted(told - set(named)) == []


def test_a_right_taken_away_counts_at_once(rows, sign_in, argentan):
    client = sign_in("coordinator")
    address = reverse("admin:beneficiaries_person_change", args=[rows[Person].pk])
    assert client.get(address).status_code == 200
    account = User.objects.get(pk=client.session["_auth_user_id"])
    account.commissions.remove(argentan)
    assert client.get(address).status_code == 404
    # Another role closes the session; the next is one of a reader.
    User.objects.filter(pk=account.pk).update(role=Role.READER)
    assert client.get(address).status_code == 302
    client.force_login(User.objects.get(pk=account.pk))
    assert client.get(address).status_code == 403


@ONCE
def test_only_the_sign_in_and_a_forgotten_password_open_without_an_account(
    rows, client, quick_answers
):
    opened = {
        name
        for name, args in OTHERS | admin_addresses(rows)
        if client.get(
            reverse(name, args=[rows[arg].pk if arg in rows else arg for arg in args])
        ).status_code
        == 200
    }
    assert opened == {
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
    }
