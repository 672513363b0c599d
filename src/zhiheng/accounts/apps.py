from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "zhiheng.accounts"
    label = "accounts"
