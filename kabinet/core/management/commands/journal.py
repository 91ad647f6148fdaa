"""The seals of the journal, checked and anchored from the server."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kabinet.core.errors import DomainError
from kabinet.core.sealing.anchors import Anchor
from kabinet.core.sealing.check import verify
from kabinet.core.sealing.restored import go_on_from_restored
from kabinet.core.sealing.seals import anchor_head, head, seal_everything


class Command(BaseCommand):
    help = (
        "Печати журнала. journal verify: проверяет все записи и отметки вне базы; код завершения 1 — что-то "
        "не так. journal anchor: скрепляет записи печатью и делает отметку сейчас, не дожидаясь работника; "
        "с --restored объявляет, что база восстановлена из копии."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verifying = acts.add_parser("verify", help="проверить журнал; ничего не записывает")
        verifying.add_argument(
            "--head",
            type=_known,
            metavar="НОМЕР:ПЕЧАТЬ",
            help="сверить ещё и с печатью из письма или из журнала другой машины",
        )
        anchoring = acts.add_parser("anchor", help="скрепить записи печатью и сделать отметку")
        anchoring.add_argument("--restored", action="store_true", help="база восстановлена из копии")
        anchoring.add_argument("--reason", default="", metavar="ПОЧЕМУ", help="какую копию и почему")

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        if act == "verify":
            self._verify(options["head"])
            return
        try:
            if options["restored"]:
                go_on_from_restored(reason=options["reason"], at=timezone.now())
            else:
                seal_everything()
                anchor_head(at=timezone.now())
        except (DomainError, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        self._tell_head()

    def _verify(self, known: Anchor | None) -> None:
        verdict = verify(at=timezone.now(), known=known)
        for text in verdict.texts:
            self.stdout.write(text)
        self.stdout.write(
            f"Журнал {'цел' if verdict.whole else 'НАРУШЕН'}, опечатано записей: {verdict.entries}"
        )
        self._tell_head()
        if not verdict.whole:
            sys.exit(1)

    def _tell_head(self) -> None:
        if last := head(timezone.now()):
            self.stdout.write(f"Последняя печать: {last.number}:{last.seal}")


def _known(text: str) -> Anchor:
    """Read «number:seal» as the letters and the log tell it."""
    number, _, seal = text.strip().partition(":")
    if not number.isdecimal() or not seal:
        raise ArgumentTypeError("нужны номер и печать через двоеточие, как в письме")
    return Anchor(int(number), seal, "из письма или журнала другой машины")
