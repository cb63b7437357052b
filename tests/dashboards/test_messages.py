"""What a page's charts show is told above them, and read aloud in their place."""

from plics.formatting import NBSP


def test_a_tie_is_told_on_the_page_and_in_place_of_the_picture(people, staff):
    page = staff.get("/tableaux/beneficiaires/").content.decode()
    told = f"À égalité (2{NBSP}adultes sur 4) : femmes et hommes"
    assert f'<p class="message">{told}</p>' in page
    picture = staff.get("/tableaux/beneficiaires/sexe.svg").content.decode()
    assert f"<title>{told}. " in picture


def test_steps_of_an_action_are_not_ranked_over_one_person(people, staff):
    page = staff.get("/tableaux/action/?action=atelier").content.decode()
    assert "la plus fréquente" not in page
