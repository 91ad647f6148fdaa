"""`make dev`: the portal for whoever changes it. Reloads itself on saving, shows faults, counts queries.

The database and the accounts are those of `make run`. Each answer tells in its header X-Queries, and in the
terminal, how many statements it took; /ui/queries/ lists the last answers and the statements that repeat.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Prepare the database, start the worker and the server that reloads; the exit code of the server."""
    os.chdir(ROOT)
    os.environ.setdefault("KABINET_DEBUG", "yes")
    port = os.environ.get("KABINET_PORT", "8000")
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], check=True)
    worker = subprocess.Popen([*manage, "worker"])
    try:
        return subprocess.run([*manage, "runserver", port], check=False).returncode
    except KeyboardInterrupt:
        return 0
    finally:
        worker.terminate()
        worker.wait()


if __name__ == "__main__":
    sys.exit(main())
