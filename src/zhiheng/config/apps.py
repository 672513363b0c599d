"""Start-up wiring: fills the seams that lower rooms leave open."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "zhiheng.config"
    label = "config"
