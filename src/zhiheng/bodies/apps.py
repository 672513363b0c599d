from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "zhiheng.bodies"
    label = "bodies"
