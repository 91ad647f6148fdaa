"""`python -m tests.torture.worst_file`: how long one person's worst file makes nine others wait.

A portal as `make run` starts it, on SQLite. Nine people look, write and sign in, each half a second after
the answer; first alone, then while a tenth uploads the file again and again. Prints a table in Markdown;
exits with 1 when the slowest answer is later by a second or more than it was without the file.
"""

import json
import logging
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter

from tests.torture.place import ROOT, Place

SECONDS = 60
PAUSE = 0.5
LIMIT = 1.0


class Watch:
    """What nine people waited for in one stretch of time."""

    def __init__(self):
        self.waited = []
        self.refused = []

    def time(self, act):
        begun = time.monotonic()
        answer = act()
        self.waited.append(time.monotonic() - begun)
        if answer not in {200, 302}:
            self.refused.append(answer)

    def row(self, name):
        longest = sorted(self.waited)
        found = [statistics.median(longest), longest[int(len(longest) * 0.99)], longest[-1]]
        told = " | ".join(f"{seconds * 1000:.0f} ms" for seconds in found)
        return f"| {name} | {len(longest)} | {told} |"


def main():
    for known in [known for known in os.environ if known.startswith("KABINET_")]:
        del os.environ[known]
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    place = Place(postgresql=False)
    os.environ |= place.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    try:
        place.start()
        return _compare(place)
    finally:
        place.stop()
        place.remove()


def _compare(place):
    import django

    django.setup()
    from tests.files.test_examining import pdf_of_packed_objects

    tenth, *nine = _people(place)
    heavy = pdf_of_packed_objects(300_000), pdf_of_packed_objects(1_000_000)
    _busy(nine, 5)  # everybody's first page
    alone = _busy(nine, SECONDS)
    over, uploads = threading.Event(), Counter()

    def upload():
        token = tenth.token(f"{tenth.steps}/documents/")
        while not over.is_set():
            uploads[tenth.upload(heavy[uploads.total() % 2], token)[0]] += 1

    tenth_at_work = threading.Thread(target=upload)
    tenth_at_work.start()
    beside = _busy(nine, SECONDS)
    over.set()
    tenth_at_work.join()
    size = "{:.1f} and {:.1f} MB".format(*(len(content) / 1024**2 for content in heavy))
    statuses = ", ".join(f"{times} answered {status}" for status, times in sorted(uploads.items()))
    print(f"Uploads of {size}: {statuses}.\n")
    print("| nine people | answers | median | 99 of 100 | slowest |\n| --- | --- | --- | --- | --- |")
    print(alone.row("alone"))
    print(beside.row("beside the file"))
    later = max(beside.waited) - max(alone.waited)
    print(f"\nThe slowest answer came later by {later * 1000:.0f} ms.")
    for fault in alone.refused + beside.refused:
        print(f"- {str(fault)[:300]}")
    return 1 if later >= LIMIT or alone.refused or beside.refused else 0


def _people(place):
    from tests.foundation.test_heavy_file import PEOPLE, Person

    told = subprocess.check_output([sys.executable, "-c", PEOPLE], cwd=ROOT)
    return [Person(place, **known) for known in json.loads(told)]


def _busy(people, seconds):
    """Let them all work for so long."""
    watch, end = Watch(), time.monotonic() + seconds

    def work(number, person):
        acts = [person.look, person.write] if number % 3 else [person.sign_in]
        while time.monotonic() < end:
            for act in acts:
                watch.time(act)
                time.sleep(PAUSE)

    threads = [threading.Thread(target=work, args=one) for one in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return watch


if __name__ == "__main__":
    sys.exit(main())
