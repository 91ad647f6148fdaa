#!/bin/sh
# Installs what only mutation runs need beside .venv, under var/mutation, then makes mistakes: see docs/testing.md.
set -eu
cd "$(dirname "$0")/.."

packages=var/mutation/packages
stamp="$(cksum <requirements-mutation.txt) $(.venv/bin/python --version)"
if [ "$(cat "$packages/installed" 2>/dev/null)" != "$stamp" ]; then
    rm -rf "$packages"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes \
        --target "$packages" -r requirements-mutation.txt
    echo "$stamp" >"$packages/installed"
fi
PYTHONPATH="$packages" exec nice -n 10 .venv/bin/python -m scripts.mutation "$@"
