from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "zhiheng.journal"
    label = "journal"
