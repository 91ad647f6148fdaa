"""Somebody who works while a backup is made: keeps files in pairs, removes some, until told to stop."""

import sys
import threading

import django

PAIR = "pair-of-the-writer.pdf"


def work(person, number):
    from django.db import transaction
    from django.utils import timezone

    from kabinet.files.limits import PDF
    from kabinet.files.models import StoredFile
    from kabinet.files.services import remove_file, store_made

    at = timezone.now()
    with transaction.atomic():
        for half in range(2):
            content = f"{number}, {half}".encode() * 2000
            store_made(content=content, name=PAIR, kind=PDF, owner=person, at=at)
    if number % 3 == 0:
        with transaction.atomic():
            for file in StoredFile.objects.filter(name=PAIR, uploaded_at=at):
                remove_file(file=file)


def main():
    django.setup()
    from kabinet.accounts.models import User

    told_to_stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), told_to_stop.set()), daemon=True).start()
    person = User.objects.order_by("pk").first()
    number = 0
    while not told_to_stop.is_set():
        work(person, number)
        number += 1
        if number == 5:
            print("at work", flush=True)
    print(number, flush=True)


if __name__ == "__main__":
    main()
