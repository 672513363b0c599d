"""Certification as a Django app."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "zhiheng.registers.certification"
    label = "certification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the kit which registers there are."""
        from zhiheng.registers.certification.declarations import REGISTERS
        from zhiheng.registers.kit import registry

        registry.declare(*REGISTERS)
