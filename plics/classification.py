"""What each field of each list tells of somebody: declared here, and nowhere else.

A name tells who it is by itself: names, file numbers, free texts, where anything may be typed,
and accounts. What is indirect tells it to whoever knows a little more: dates, ages, communes.
A figure tells nobody. A column that passes through several fields is what the strictest is.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator

from django.db import models


class Tells(enum.IntEnum):
    FIGURE = 0
    INDIRECT = 1
    NAME = 2


Words = tuple[str, str, str]

CANCELLED = "cancelled_by cancel_reason"
CODED = "code label order valid_from valid_to"

# For each model: its fields that name, those that are indirect, its figures. The rows of these
# are persons, or of one: without the right to see names, an account does not meet them.
OF_PERSONS: dict[str, Words] = {
    "actions.CaseStory": (
        "name place written_by reviewed_by reviewed_text",
        "age family",
        "agreement order reviewed_on",
    ),
    "actions.CaseStoryBlock": ("story title body", "", "order"),
    "actions.Participation": (
        f"person computed_person_file exclusion_reason {CANCELLED}",
        "entered_on planned_exit_on exited_on education_level family_situation has_children "
        "commune lives_in_priority_area has_vehicle rsa_applied_on",
        "agreement audience is_dropout outcome is_excluded_from_rate hours "
        "full_time_equivalent immersions has_two_interviews_a_month steps cancelled_at",
    ),
    "actions.PassedMilestone": ("participation", "passed_on", "milestone"),
    "actions.TakenStep": ("participation", "taken_on", "step"),
    "actions.PendingReturn": (
        "uploaded_by file_name header rows",
        "",
        "agreement uploaded_at fingerprint",
    ),
    "actions.Proposal": (
        f"person computed_person_file {CANCELLED}",
        "proposed_on closed_on",
        "agreement proposed_by ending refused_by reason cancelled_at",
    ),
    "beneficiaries.Correction": (
        "household recorded_by reason before after",
        "starts_on",
        "recorded_at import_run",
    ),
    "beneficiaries.Decision": (
        f"household detail {CANCELLED}",
        "sitting takes_effect_on lifted_on ends_on",
        "type rate cancelled_at",
    ),
    "beneficiaries.EngagementContract": (
        f"person computed_person_file {CANCELLED}",
        "signed_on ends_on needs",
        "body commission kind cancelled_at",
    ),
    "beneficiaries.Household": (
        "number matricule_fingerprint",
        "completed_payer anonymised_on",
        "protected_fields",
    ),
    "beneficiaries.HouseholdSituation": (
        "household",
        "starts_on ends_on commune family_situation applied_on closing_reason",
        "right_state rsa_type organisation",
    ),
    "beneficiaries.Identity": ("person household last_name first_name merge", "birth_date", ""),
    "beneficiaries.Interview": (
        f"person computed_person_file {CANCELLED}",
        "held_on",
        "body commission kind cancelled_at",
    ),
    "beneficiaries.Membership": (
        "household person computed_person_file",
        "starts_on ends_on",
        "role has_rights_and_duties",
    ),
    "beneficiaries.Merge": (
        "kept merged_by duplicate completed",
        "",
        "merged_at moved joined",
    ),
    "beneficiaries.Orientation": (
        f"person computed_person_file {CANCELLED}",
        "informed_on notified_on",
        "path body cancelled_at",
    ),
    "beneficiaries.Person": (
        "last_name first_name birth_name computed_file opposition_reason restriction_reason",
        "birth_date sex education_level lives_in_priority_area has_vehicle commune opposed_on "
        "restricted_on anonymised_on",
        "protected_fields",
    ),
    "beneficiaries.Support": (
        f"person computed_person_file referent {CANCELLED}",
        "starts_on ends_on needs steps",
        "body commission end_reason cancelled_at",
    ),
    "funds.Aid": (
        f"person household computed_person_file number number_key refusal_note {CANCELLED}",
        "commune requested_on decided_on",
        "fund year decision refusal_reason nature amount_requested amount_granted cancelled_at "
        "payment_order",
    ),
    "reports.FollowUp": ("person note made_by", "row done_on made_at", "working_list kind"),
    # Before → after, of persons as of the rest.
    "plics.Change": (
        "object_pk object_id object_repr changes changes_text serialized_data additional_data "
        "actor actor_email remote_addr remote_port "
        "operation",
        "",
        "content_type action timestamp cid",
    ),
    "plics.Operation": ("label made_by undone_by", "", "kind made_at run created undone_at"),
}

# No row of these is of a person helped; some tell who works there.
OTHERS: dict[str, Words] = {
    "actions.Action": (
        "",
        "",
        "min_age max_age slug title provider axis aim variant funding_tag referent_body "
        "starts_on ends_on order is_assumed",
    ),
    "actions.Agreement": (
        "",
        "",
        "action year commission capacity unit dynamic_exit_target reference_date ends_on amount "
        "highlights",
    ),
    "actions.Axis": ("", "", "section label order"),
    "actions.CapacityShare": ("", "", "agreement audience unit value"),
    "actions.CapacityUnit": ("", "", f"{CODED} plural is_full_time_equivalent"),
    "actions.ExitOutcome": ("", "", f"{CODED} group"),
    "actions.MeasureKind": ("", "", CODED),
    "actions.Milestone": ("", "", f"{CODED} licence_stage"),
    "actions.OffPersonMeasure": ("", "", "agreement kind done_on quantity"),
    "actions.Pact": (
        "",
        "",
        "name starts_year ends_year voted_on design_year introduction partners_interviewed "
        "beneficiaries_interviewed meetings partners_attending",
    ),
    "actions.PactAction": ("", "", "axis number title year is_assumed"),
    "actions.PactAxis": ("", "", "pact number title"),
    "actions.ProposalEndReason": ("", "", CODED),
    "actions.Provider": ("", "", "name address postal_code city phone fax email"),
    "actions.Section": ("", "", "code title introduction order"),
    "actions.Session": ("", "", "agreement label starts_on ends_on places"),
    "actions.SheetBlock": ("", "", "agreement kind title body"),
    "actions.Target": ("", "", "agreement kind value"),
    "actions.TargetKind": ("", "", f"{CODED} unit"),
    "beneficiaries.Attachment": ("", "", "commune canton commission starts_on ends_on"),
    "beneficiaries.Canton": ("", "", "code name"),
    "beneficiaries.Commission": ("", "", "name slug order"),
    "beneficiaries.Commune": ("", "", "insee_code name population longitude latitude outline"),
    "beneficiaries.ContractKind": ("", "", CODED),
    "beneficiaries.DecisionType": (
        "",
        "",
        f"{CODED} is_other is_sanction comes_back default_rate rate_cap_several",
    ),
    "beneficiaries.FormerCommune": ("", "", "insee_code name successor"),
    "beneficiaries.InterviewKind": ("", "", CODED),
    "beneficiaries.Need": ("", "", f"{CODED} steps"),
    "beneficiaries.Referent": ("name", "", "body starts_on ends_on"),
    "beneficiaries.ReferentBody": ("", "", "name slug keeps_contracts_here"),
    "beneficiaries.Sitting": ("", "", "commission held_on"),
    "beneficiaries.Step": ("", "", CODED),
    "beneficiaries.SupportEndReason": ("", "", CODED),
    "beneficiaries.WaitLimit": ("", "", f"{CODED} wait days"),
    "funds.AidNature": ("", "", f"fund {CODED}"),
    "funds.Fund": (
        "",
        "",
        "min_age max_age code name acronym rule order exceptional_min_age exceptional_nature "
        "requires_open_right max_amount",
    ),
    "funds.FundBudget": ("", "", "fund year commission voted"),
    "funds.PaymentOrder": ("made_by", "", "fund year rank made_on"),
    "funds.RefusalReason": ("", "", CODED),
    "plics.ColumnMapping": ("mapping updated_by", "", "kind updated_at"),
    "plics.Department": (
        "contact",
        "",
        "code name in_form of_form council service address phone email contact_role population "
        "population_source communes_population_source public_series is_open",
    ),
    "plics.ImportRun": (
        "file_name imported_by",
        "",
        "kind fingerprint reference_date imported_at created updated unchanged closed refused "
        "is_forced is_stock payers",
    ),
    "plics.SentForm": ("account", "", "token typed row saved_rows sent_at"),
    "plics.MondayMail": ("account", "", "monday state tried_at"),
    "plics.TableStamp": ("", "", "table value"),
    # Keys alone: of accounts, of persons, of where somebody was.
    "plics.Trace": (
        "",
        "account keys persons origin",
        "done_at act kind person_count address",
    ),
    "plics.Upload": (
        "file file_name mapping corrections uploaded_by confirmed_by report details rejects",
        "",
        "kind reference_date is_forced uploaded_at state active_at confirmed_at run",
    ),
    "plics.User": (
        "username first_name last_name email password",
        "last_login date_joined",
        "is_superuser is_staff groups user_permissions is_active role "
        "may_see_names may_export_names may_validate wants_monday_mail has_second_factor "
        "commissions providers",
    ),
    # A reason is a free text of a colleague's, about rows and texts, never about one person.
    "reports.AcceptedFinding": ("reason told accepted_by", "", "edition code key accepted_at"),
    "reports.AuthorMessage": ("", "", "edition exhibit text computed digest"),
    "reports.CarriedText": ("read_by", "", "edition text_key title read_at"),
    "reports.Comment": (
        "text made_by resolved_by",
        "",
        "edition section block made_at resolved_at",
    ),
    "reports.Edition": (
        "validated_by published_by readers",
        "",
        "commission programme_year version correction_note status preamble participants_note "
        "validated_at published_at",
    ),
    "reports.EditionStep": ("made_by note", "", "edition before after made_at"),
    "reports.Figure": (
        "",
        "",
        "edition year code territory subject group group_label value share numerator denominator "
        "display label definition as_of status",
    ),
    "reports.KeptAnswer": ("", "", "key value kept_at"),
    "reports.KeptPage": ("", "", "edition variant medium section content sha256"),
    "reports.KeptPdf": ("", "", "page content sha256 made_with made_at"),
    "reports.KeptText": ("", "", "edition key title text is_public"),
    "reports.ProgrammeYear": ("", "", "year secrecy_threshold needs_second_agent release_on"),
    "reports.ProtectedSet": ("", "", "day knowing digest state hidden report solved_at"),
    "reports.Release": ("", "", "day knowing digest values hidden released_at"),
    "reports.Rendering": (
        "requested_by",
        "",
        "edition status is_public knowing file batch failure created_at started_at ended_at",
    ),
    "reports.SharedText": ("", "", "code name year body"),
}


class Unclassified(Exception):
    """A field was added to a list that is exported, and nobody said what it tells."""


def is_of_persons(model: type[models.Model]) -> bool:
    return model._meta.label in OF_PERSONS


def fields_of(model: type[models.Model]) -> dict[Tells, list[models.Field]]:
    """All that a list holds, by what it tells; a key of rows is nobody's."""
    found: dict[Tells, list[models.Field]] = {kind: [] for kind in reversed(Tells)}
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if not isinstance(field, models.AutoField):
            found[tells(model, field.name)].append(field)
    return found


def tells(model: type[models.Model], path: str) -> Tells:
    """What the strictest of the fields along `path` tells."""
    return max(_along(model, path))


def _along(model: type[models.Model], path: str) -> Iterator[Tells]:
    for name in path.split("__"):
        yield _declared(model._meta.label, name)
        field = (
            None if name.startswith(("computed_", "completed_")) else model._meta.get_field(name)
        )
        if field is not None and field.related_model is not None:
            model = field.related_model


def _declared(label: str, name: str) -> Tells:
    words = OF_PERSONS.get(label) or OTHERS.get(label) or ("", "", "")
    for kind, named in zip(reversed(Tells), words, strict=True):
        if name in named.split():
            return kind
    raise Unclassified(f"{label}.{name}")
