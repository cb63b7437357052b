from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "actions"

    def ready(self) -> None:
        from plics import history

        history.follow(self.get_models())
