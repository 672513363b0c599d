from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "zhiheng.files"
    label = "files"
