#!/bin/sh
# Chooses the newest versions that fit pyproject.toml and writes them, with hashes, into requirements*.txt; the newest
# Biome, into package-lock.json. uv.lock is a by-product that names the registry's host, so git ignores it.
set -eu
cd "$(dirname "$0")/.."
./setup.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.venv/bin/python -m venv "$folder/uv"
"$folder/uv/bin/python" -m pip install -q --disable-pip-version-check uv
uv="$folder/uv/bin/uv"
"$uv" lock --upgrade
export="$uv export -q --frozen --no-emit-project --no-header --no-annotate"
$export --no-default-groups -o requirements.txt
$export --no-default-groups --group dev -o requirements-dev.txt
$export --only-group mutation -o requirements-mutation.txt
$export --only-group uv -o requirements-uv.txt
$export --only-group node -o requirements-node.txt
npm install --silent --package-lock-only --save-dev --save-exact @biomejs/biome@latest
