from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "zhiheng.plan"
    label = "plan"

    def ready(self) -> None:
        """All that a plan's rows do is grow: the database itself refuses to change or delete them."""
        from zhiheng.journal import guards
        from zhiheng.plan.models import GrowingQuerySet

        guards.also(
            *(
                model._meta.db_table
                for model in self.get_models()
                if isinstance(model._default_manager.all(), GrowingQuerySet)
            )
        )
