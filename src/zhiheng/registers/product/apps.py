"""Product sampling as a Django app."""

from django.apps import AppConfig


class ProductConfig(AppConfig):
    name = "zhiheng.registers.product"
    label = "product"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the kit which registers there are."""
        from zhiheng.registers.kit import registry
        from zhiheng.registers.product.declarations import REGISTERS

        registry.declare(*REGISTERS)
