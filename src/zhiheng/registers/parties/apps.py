"""Enterprises and product classes as a Django app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "zhiheng.registers.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the kit which registers there are."""
        from zhiheng.registers.kit import registry
        from zhiheng.registers.parties.declarations import REGISTERS

        registry.declare(*REGISTERS)
