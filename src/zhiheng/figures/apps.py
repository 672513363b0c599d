from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "zhiheng.figures"
    label = "figures"
