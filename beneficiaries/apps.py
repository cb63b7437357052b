from django.apps import AppConfig


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = "bénéficiaires"

    def ready(self) -> None:
        from beneficiaries import corrections
        from plics import history

        corrections.watch()
        history.follow(self.get_models())
