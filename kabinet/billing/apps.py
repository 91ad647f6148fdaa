from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "kabinet.billing"

    def ready(self) -> None:
        from kabinet.applications.course.known_facts import listen, register  # noqa: PLC0415 - models exist only now
        from kabinet.applications.rules.states import Fact  # noqa: PLC0415
        from kabinet.billing.acceptance import (  # noqa: PLC0415
            accepted_before_refusal_on,
            accepted_on,
            invoice_outdated_on,
            money_came_on,
        )
        from kabinet.billing.paying import note_next_term  # noqa: PLC0415

        listen(note_next_term)
        register(Fact.ACCEPTED_BY_PAYMENT, accepted_on)
        register(Fact.ACCEPTED_BEFORE_REFUSAL, accepted_before_refusal_on)
        register(Fact.INVOICE_OUTDATED, invoice_outdated_on)
        register(Fact.MONEY_CAME, money_came_on)
