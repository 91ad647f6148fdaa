from django.apps import AppConfig


class KeptConfig(AppConfig):
    name = "kabinet.kept"
    verbose_name = "Набранное и не отправленное"
