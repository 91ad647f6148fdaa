"""What happens to a portal: each disaster is begun, lasts, and is over; what they meet is left to chance."""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing, suppress

from tests.torture.place import SMALL_DISK


def kill(pids):
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def server_killed(place):
    """One process of the web server."""
    kill(random.sample(place.servers(), min(1, len(place.servers()))))


def worker_killed(place):
    """All processes of background work."""
    kill(place.workers())


def all_killed(place):
    """The program that started the others; the kernel ends them, and all is started again."""
    kill([place.process.pid])


def database_killed(place):
    """PostgreSQL loses its power for some seconds."""
    place.cluster.kill()
    time.sleep(random.uniform(0, 4))
    place.cluster.start()


def database_held(place):
    """Somebody else writes to SQLite for long."""
    connecting = closing(sqlite3.connect(place.data / "kabinet.sqlite3", timeout=60))
    with connecting as connection, suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(random.uniform(1, 8))
        connection.rollback()


def disk_filled(place):
    """Nothing can be written for some seconds, the database included."""
    ballast = place.disk / "ballast"
    with suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(bytes(1 << 20))
            file.flush()
    time.sleep(random.uniform(2, 6))
    ballast.unlink()
    if place.cluster:  # without room for its log it ends
        place.cluster.start()


def mail_away(place):
    """The mail server answers nobody."""
    place.mail.stop()
    time.sleep(random.uniform(2, 8))
    place.mail.start()


def mail_silent(place):
    """The mail server takes what it is sent and says nothing."""
    place.mail.fall_silent()
    time.sleep(random.uniform(5, 15))
    place.mail.speak()


def antivirus_away(place):
    """Nobody examines files."""
    place.antivirus.stop()
    time.sleep(random.uniform(2, 8))
    place.antivirus.start()


def clock_back(place):
    """The clock goes back by some minutes, and later forth."""
    place.clock.set(-random.randrange(30, 240))
    time.sleep(random.uniform(3, 10))
    place.clock.set(0)


def possible(place):
    """The disasters that this machine allows."""
    yield from (server_killed, worker_killed, all_killed, mail_away, mail_silent)
    yield database_killed if place.cluster else database_held
    if place.antivirus:
        yield antivirus_away
    if SMALL_DISK:
        yield disk_filled
    if place.clock.environment:
        yield clock_back
