"""Metrology as a Django app."""

from django.apps import AppConfig


class MetrologyConfig(AppConfig):
    name = "zhiheng.registers.metrology"
    label = "metrology"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the kit which registers there are."""
        from zhiheng.registers.kit import registry
        from zhiheng.registers.metrology.declarations import REGISTERS

        registry.declare(*REGISTERS)
