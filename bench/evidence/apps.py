from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "bench.evidence"
    label = "bench"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from bench.evidence.declarations import REGISTERS
        from zhiheng.registers.kit import registry

        registry.declare(*REGISTERS)
