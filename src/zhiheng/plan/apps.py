from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "zhiheng.plan"
    label = "plan"
