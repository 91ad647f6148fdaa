from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kabinet.accounts"

    def ready(self) -> None:
        """Let every session that gets its user know since when and where it is."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 - once models are there

        from kabinet.accounts.sessions import begin  # noqa: PLC0415 - the same

        user_logged_in.connect(begin)
