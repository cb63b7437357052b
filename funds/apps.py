from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "aides financières"

    def ready(self) -> None:
        from plics import history

        history.follow(self.get_models())
