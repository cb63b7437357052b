"""Every model has a screen of the administration and a policy, or a page of its own."""

from django.apps import apps
from django.contrib.admin import site

from tests.test_access import POLICY_OF

# On pages of their own, or on that of the row they belong to.
NOT_IN_THE_ADMINISTRATION = {
    "AcceptedFinding",
    "CarriedText",
    "ColumnMapping",
    "Comment",
    "EditionStep",
    "FollowUp",
    "Identity",
    "KeptAnswer",
    "KeptPage",
    "KeptPdf",
    "KeptText",
    "Merge",
    "MondayMail",
    "PaymentOrder",
    "PendingReturn",
    "ProtectedSet",
    "Release",
    "SentForm",
    "TableStamp",
    "Trace",
    "Upload",
}


def test_every_model_has_a_screen_and_a_policy():
    ours = ["plics", "beneficiaries", "actions", "funds", "reports"]
    models = {model for app in ours for model in apps.get_app_config(app).get_models()}
    names = {model.__name__ for model in models} - NOT_IN_THE_ADMINISTRATION
    assert names == {model.__name__ for model in site._registry} == set(POLICY_OF)
