#!/bin/sh
# Runs Biome over CSS and JavaScript: scripts/biome.sh check. Its locked version is installed into node_modules first,
# when it is not there. That takes npm, which is looked for, and fetched for the moment when there is none; Biome itself
# is one program and needs no Node.js.
set -eu
cd "$(dirname "$0")/.."

stamp=node_modules/installed
if [ "$(cat "$stamp" 2>/dev/null)" != "$(cksum <package-lock.json)" ]; then
    echo "Устанавливаю Biome…"
    if ! command -v npm >/dev/null 2>&1; then
        temporary=$(mktemp -d)
        trap 'rm -rf "$temporary"' EXIT
        .venv/bin/python -m venv "$temporary"
        "$temporary/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements-node.txt
        PATH="$temporary/bin:$PATH"
    fi
    npm ci --silent
    cksum <package-lock.json >"$stamp"
fi
# On Linux an old npm installs two of it; the first in this order is linked statically and runs with any C library.
biome=$(LC_ALL=C ls node_modules/@biomejs/cli-*/biome | head -n 1)
"$biome" "$@"
