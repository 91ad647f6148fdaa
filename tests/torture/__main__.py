"""`python -m tests.torture --minutes 10 [--postgresql]`: torture a portal and count (`make torture`).

Prints a report in Markdown; exits with 1 when anything acknowledged is missing or there twice.
"""

import argparse
import logging
import os
import random
import sys
import threading
import time
from collections import Counter

from tests.torture.place import Place

APPLICANTS = 8
INVOICES_PER_MINUTE = 12
CALM_SECONDS = 240
"""How long the portal may take to bring everything to its end once nothing is broken any more."""


def main():
    parser = argparse.ArgumentParser(prog="torture")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    told = parser.parse_args()
    random.seed(told.seed)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    place = Place(postgresql=told.postgresql)
    try:
        return _torture(place, told)
    finally:
        place.remove()


def _torture(place, told):
    for name in [name for name in os.environ if name.startswith("KABINET_")]:
        del os.environ[name]
    os.environ.update(place.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    place.start()
    import django

    django.setup()
    from tests.torture.disasters import possible
    from tests.torture.ledger import Ledger

    ledger, over = Ledger(), threading.Event()
    people = list(_people(place, ledger, over, invoices=int(told.minutes * INVOICES_PER_MINUTE)))
    threads = [threading.Thread(target=person.run, daemon=True) for person in people]
    for thread in threads:
        thread.start()
    kinds = list(possible(place))
    happened = Counter()
    end = time.monotonic() + told.minutes * 60
    while time.monotonic() < end:
        time.sleep(random.uniform(1, 5))
        disaster = random.choice(kinds)
        happened[disaster.__name__] += 1
        try:
            disaster(place)
        except OSError as fault:
            ledger.fault(f"{disaster.__name__}: {fault}")
    place.wait_for_portal()
    over.set()
    unfinished = _joined(threads)
    waiting = _work_left()
    place.stop()
    return _report(place, told, ledger, happened, unfinished=unfinished, waiting=waiting)


def _people(place, ledger, over, *, invoices):
    from django.utils import timezone

    from tests.applications.builders import make_applicant, make_specialist
    from tests.applications.life import Case
    from tests.billing.builders import issued
    from tests.signatures.issuing import World
    from tests.torture.people import AccountantAtWork, ApplicantAtWork, SpecialistAtWork

    def known(user, number):
        return {"place": place, "ledger": ledger, "user": user, "over": over, "address": f"127.0.1.{number}"}

    world = World(timezone.now())
    world.fill(place.data / "trust")
    for n in range(1, APPLICANTS + 1):
        yield ApplicantAtWork(world=world, **known(make_applicant().user, n))
    yield from (SpecialistAtWork(**known(make_specialist(), 100 + n)) for n in range(2))
    accountant, at = make_specialist(), timezone.now()
    offered = [Case(specialist=accountant, at=at).offer(at=at).application for _ in range(invoices)]
    made = [issued(application, by=accountant, at=at) for application in offered]
    yield AccountantAtWork(invoices=made, **known(accountant, 200))


def _joined(threads):
    """Let everybody bring what they have begun to its end; how many could not."""
    end = time.monotonic() + CALM_SECONDS
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0))
    return sum(thread.is_alive() for thread in threads)


def _work_left():
    """Wait until background work that is due is done; how much is not."""
    from django.db import connection
    from django.utils import timezone

    from kabinet.jobs.models import Job

    connection.close()  # of a database that was killed since
    end = time.monotonic() + CALM_SECONDS
    while time.monotonic() < end:
        Job.objects.filter(status="READY").update(due_at=timezone.now())  # whoever waits for the next attempt
        if not (left := Job.objects.filter(status__in=("READY", "RUNNING")).count()):
            return 0
        time.sleep(1)
    return left


def _report(place, told, ledger, happened, *, unfinished, waiting):
    from tests.torture.counting import doubtful_letters, losses
    from tests.torture.restoring import restored

    found = [*losses(ledger, place.mail.taken), *ledger.faults]
    if unfinished or waiting:
        found.append(f"{unfinished} people and {waiting} works never came to their end")
    code, said = place.manage("journal", "verify")
    if code:
        found.append(f"journal verify: {said[-500:]}")
    told_restored, differing = restored(place)
    found += differing
    database = "PostgreSQL" if told.postgresql else "SQLite"
    print(f"### {database}, {told.minutes:g} min, seed {told.seed}\n")
    print("| act | begun | acknowledged | tried again |\n| --- | --- | --- | --- |")
    for kind, row in sorted(ledger.counts().items()):
        print(f"| {kind} | {row['begun']} | {row['done']} | {row['repeated']} |")
    signed = sum(attempt.done and attempt.what == "signed" for attempt in ledger.of("submission"))
    print(f"\nOf the submissions {signed} by a GOST signature.")
    doubtful = f"told in the office as «неизвестно, ушло ли»: {doubtful_letters()}"
    print(f"Letters taken by the mail server: {len(place.mail.taken)}; {doubtful}.")
    print(told_restored)
    print("Disasters: " + ", ".join(f"{name} {times}" for name, times in sorted(happened.items())) + ".")
    answers = [(what, times) for what, times in ledger.answers.most_common() if what.isdigit()]
    print("Answers by status: " + ", ".join(f"{what} {times}" for what, times in answers) + ".")
    others = [(what, times) for what, times in ledger.answers.most_common() if not what.isdigit()]
    print("Heard most besides: " + "; ".join(f"{what} {times}" for what, times in others[:20]) + ".")
    print(f"\nMissing or double: {len(found)}.")
    for sentence in found[:50]:
        print(f"- {sentence}")
    if found:
        print(place.said()[-3000:], file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
