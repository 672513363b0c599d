from django.apps import AppConfig

from zhiheng.journal import guards


class FiguresConfig(AppConfig):
    name = "zhiheng.figures"
    label = "figures"

    def ready(self) -> None:
        """Figures, definitions and what acts added are only added to: the database itself refuses anything else."""
        guards.also(
            "figures_figure", "figures_indicator", "figures_cell", "figures_compiled", "figures_delta",
            "figures_touched",
        )  # fmt: skip
