from django.apps import AppConfig

from zhiheng.journal import guards


class FiguresConfig(AppConfig):
    name = "zhiheng.figures"
    label = "figures"

    def ready(self) -> None:
        """Figures and definitions are only added to: the database itself refuses to change or delete them."""
        guards.also("figures_figure", "figures_indicator")
