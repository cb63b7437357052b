from django.apps import AppConfig


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = "bénéficiaires"

    def ready(self) -> None:
        from plics import history

        history.follow(self.get_models())
