from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "zhiheng.supervision"
    label = "supervision"
