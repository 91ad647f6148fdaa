"""Starts the whole portal from a checkout: `make run` calls it. What it does is in config/start.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config.start import main

if __name__ == "__main__":
    sys.exit(main())
