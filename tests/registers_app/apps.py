from django.apps import AppConfig


class TrialConfig(AppConfig):
    name = "tests.registers_app"
    label = "trial"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from tests.registers_app.declarations import PERMITS, SAMPLES, WIDE
        from zhiheng.registers.kit import registry

        registry.declare(SAMPLES, PERMITS, WIDE)
