from django.apps import AppConfig


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = "bénéficiaires"

    def ready(self) -> None:
        from beneficiaries import corrections
        from beneficiaries.models import Household, Membership, Person
        from plics import history
        from plics.traces import subjects

        corrections.watch()
        history.follow(self.get_models())
        subjects.learn(person=Person, household=Household, places=Membership)
