from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "zhiheng.journal"
    label = "journal"

    def ready(self) -> None:
        from zhiheng.journal import check  # noqa: F401 - registers the start-up check
