"""A wall clock that can be set back for the portal alone."""

import shutil
import subprocess
from pathlib import Path

COMPILER = shutil.which("cc")
_BYTES = 8


class Clock:
    """`environment`: what makes a program live by it; nothing where there is no C compiler."""

    def __init__(self, folder):
        self._file = folder / "clock"
        self.set(0)
        self.environment = {}
        if COMPILER:
            library = folder / "clock.so"
            source = Path(__file__).with_suffix(".c")
            subprocess.run([COMPILER, "-O1", "-shared", "-fPIC", "-o", library, source], check=True)
            self.environment = {"LD_PRELOAD": str(library), "KABINET_TORTURE_CLOCK": str(self._file)}

    def set(self, seconds):
        """Shift the clock by so many seconds from the true time."""
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(seconds.to_bytes(_BYTES, "little", signed=True))
