"""Checks a signature of a file, lists the trust folder: for the operator's engineers."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kabinet.files.paths import path_fault, reading_fault
from kabinet.jobs.errors import PartlyDoneError
from kabinet.signatures.accredited import ListUnfit, import_list
from kabinet.signatures.certificates import Certificate, title_of
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.protocol import NOT_CERTIFIED, lines_of
from kabinet.signatures.services import recheck_unknown
from kabinet.signatures.trust import TrustStore, list_addresses, serial_of, thumbprint
from kabinet.signatures.verification import current_policy, current_store, verify


class Command(BaseCommand):
    help = "Проверяет подпись файла (verify), папку доверия (trust), принятые подписи (recheck)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verifying = acts.add_parser("verify", help="проверить подпись и напечатать протокол")
        verifying.add_argument("document", type=Path)
        verifying.add_argument("signature", type=Path)
        verifying.add_argument("--at", type=datetime.fromisoformat, help="на какой момент (ISO 8601)")
        trust = acts.add_parser("trust", help="что лежит в папке доверия; import — взять список Минцифры")
        trust.add_argument("import_", nargs="?", choices=["import"], metavar="import")
        trust.add_argument("file", nargs="?", type=Path, help="XML списка аккредитованных УЦ")
        acts.add_parser("recheck", help="проверить снова подписи, отзыв которых неизвестен")

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        if act == "verify":
            self._verify(options["document"], options["signature"], options["at"])
        elif act == "recheck":
            try:
                checked, refused = recheck_unknown(at=timezone.now())
            except PartlyDoneError as error:
                raise CommandError(f"Проверено подписей: {error.done}. {error}") from None
            self.stdout.write(f"Проверено подписей: {checked}, из них не подтверждено: {refused}")
        elif options["import_"]:
            self._import(options["file"])
        else:
            self._list(current_store())

    def _verify(self, document: Path, signature: Path, at: datetime | None) -> None:
        moment = at or timezone.now()
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        try:
            for path in (document, signature):
                if wrong := path_fault(path):
                    raise CommandError(f"{path}: {wrong}")
            verified = verify(
                document.read_bytes(),
                signature.read_bytes(),
                None,
                store=current_store(),
                policy=current_policy(),
                at=moment,
            )
        except OSError as fault:
            raise CommandError(reading_fault(fault).capitalize()) from fault
        except SignatureRefused as refusal:
            detail = f" ({refusal.detail})" if refusal.detail else ""
            raise CommandError(f"Подпись не принята: {refusal}\nКод: {refusal.reason}{detail}") from refusal
        for name, value in lines_of(verified.report):
            self.stdout.write(f"{name}: {value}")
        self.stdout.write(NOT_CERTIFIED)

    def _import(self, file: Path | None) -> None:
        """Tell what became of each authority of the list; a bad one is named and is no failure."""
        if file is None:
            raise CommandError("Укажите файл списка: signature trust import tsl.xml")
        try:
            if wrong := path_fault(file):
                raise CommandError(f"{file}: {wrong}")
            with file.open("rb") as stream:
                done = import_list(stream, Path(settings.TRUST_DIR))
        except ListUnfit as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as fault:
            raise CommandError(reading_fault(fault).capitalize()) from fault
        for one in done:
            self.stdout.write(one.told)
        added, known = sum(one.added for one in done), sum(one.known for one in done)
        odd = sum(len(one.authority.unreadable) for one in done)
        self.stdout.write(
            f"Центров в списке: {len(done)}; сертификатов новых {added}, известных {known}, отложено {odd}"
        )

    def _list(self, store: TrustStore) -> None:
        now = timezone.now()
        for title, certificates in (("Корневые", store.roots), ("Промежуточные", store.intermediates)):
            self.stdout.write(f"{title}: {len(certificates)}")
            for certificate in certificates:
                self._describe(certificate, now)
        self.stdout.write(f"Списки отозванных: {len(store.lists)}")
        for listed in store.lists:
            until = listed.parsed.next_update_utc
            state = "действует" if until and until > now else "УСТАРЕЛ"
            shown = until and timezone.localtime(until).strftime("%d.%m.%Y %H:%M")
            self.stdout.write(f"  {listed.name}: {state}, следующий {shown}")
        if not store.roots or store.problems:
            faults = [*store.problems, *([] if store.roots else ["нет ни одного корневого сертификата"])]
            raise CommandError("Ошибки в папке доверия:\n" + "\n".join(faults))

    def _describe(self, certificate: Certificate, now: datetime) -> None:
        until = certificate.not_valid_after
        state = "до" if until > now else "ИСТЁК"
        self.stdout.write(
            f"  {title_of(certificate.subject)}: {state} {until:%d.%m.%Y}, "
            f"номер {serial_of(certificate)}, отпечаток {thumbprint(certificate)}"
        )
        for url in list_addresses(certificate):
            self.stdout.write(f"    список отозванных: {url}")
