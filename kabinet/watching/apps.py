from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "kabinet.watching"

    def ready(self) -> None:
        """Report errors from the first one on."""
        from kabinet.watching.reports import start_reporting  # noqa: PLC0415 - needs the settings

        start_reporting()
