from django import forms

from reports.dashboards.filters import Select

CHOICES = [("", "Tous les axes"), ("1", "Santé & « bien-être »"), ("2", "L’emploi <local>")]


def test_a_list_is_written_as_django_writes_it():
    for value in (None, "", "2"):
        ours, theirs = (
            widget(choices=CHOICES).render("axe", value, {"id": "id_axe", "required": True})
            for widget in (Select, forms.Select)
        )
        assert ours == theirs
